//! The API server's own words out of an error of the client library.

use std::error::Error;

/// Its message where it answered; else the innermost cause why it did not.
pub(super) fn api_reason(error: kube::Error) -> String {
    if let kube::Error::Api(status) = &error {
        return status.message.clone();
    }
    let innermost = std::iter::successors(error.source(), |&cause| cause.source()).last();
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}
