//! The messages of the packages k8s.io.kubelet.pkg.apis.dra.v1, pluginregistration and v1alpha1 (of devices' health), as far
//! as they are used here.

use std::collections::HashMap;

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub struct Empty {}

#[derive(Clone, PartialEq, Message)]
pub struct PluginInfo {
    #[prost(string, tag = "1")]
    pub kind: String,
    #[prost(string, tag = "2")]
    pub name: String,
    /// Where the plugin itself listens.
    #[prost(string, tag = "3")]
    pub endpoint: String,
    #[prost(string, repeated, tag = "4")]
    pub supported_versions: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
pub struct RegistrationStatus {
    #[prost(bool, tag = "1")]
    pub registered: bool,
    #[prost(string, tag = "2")]
    pub error: String,
}

/// What both calls are asked for.
#[derive(Clone, PartialEq, Message)]
pub struct ClaimsRequest {
    #[prost(message, repeated, tag = "1")]
    pub claims: Vec<Claim>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Claim {
    #[prost(string, tag = "1")]
    pub namespace: String,
    #[prost(string, tag = "2")]
    pub uid: String,
    #[prost(string, tag = "3")]
    pub name: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct PrepareResponse {
    /// By the claims' UIDs.
    #[prost(map = "string, message", tag = "1")]
    pub claims: HashMap<String, Prepared>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Prepared {
    #[prost(message, repeated, tag = "1")]
    pub devices: Vec<Device>,
    /// Why it failed.
    #[prost(string, tag = "2")]
    pub error: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Device {
    #[prost(string, repeated, tag = "1")]
    pub requests: Vec<String>,
    #[prost(string, tag = "2")]
    pub pool: String,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(string, repeated, tag = "4")]
    pub cdi_ids: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
pub struct UnprepareResponse {
    /// By the claims' UIDs.
    #[prost(map = "string, message", tag = "1")]
    pub claims: HashMap<String, Unprepared>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Unprepared {
    /// Why it failed.
    #[prost(string, tag = "1")]
    pub error: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct DevicesHealth {
    #[prost(message, repeated, tag = "1")]
    pub devices: Vec<DeviceHealth>,
}

#[derive(Clone, PartialEq, Message)]
pub struct DeviceHealth {
    #[prost(message, optional, tag = "1")]
    pub device: Option<DeviceIdentifier>,
    /// 1 is healthy, 2 is not.
    #[prost(int32, tag = "2")]
    pub health: i32,
    /// When that was found, in seconds since 1970.
    #[prost(int64, tag = "3")]
    pub updated: i64,
    /// How long it holds.
    #[prost(int64, tag = "4")]
    pub timeout_seconds: i64,
}

#[derive(Clone, PartialEq, Message)]
pub struct DeviceIdentifier {
    #[prost(string, tag = "1")]
    pub pool: String,
    #[prost(string, tag = "2")]
    pub name: String,
}
