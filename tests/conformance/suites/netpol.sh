# shellcheck shell=bash disable=SC2034 # The settings are for run.sh.
# What upstream tests of NetworkPolicies. Each test asks for [Feature:NetworkPolicy], which not-run.txt leaves out.
focus='\[sig-network\] Netpol'
# Kernels without SCTP have nothing to send.
skip='\[Feature:SCTPConnectivity\]'
