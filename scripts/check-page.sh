#!/usr/bin/env bash
# Formats, types and unit tests of the dashboard's page.
set -euo pipefail

cd "$(dirname "$0")/../images/dashboard/web"
npm ci --no-audit --no-fund --ignore-scripts --silent
NO_COLOR=1 npm run check
