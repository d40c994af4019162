//! `devcluster trust`.

use serde::Serialize;

use crate::cli::output::write_line;
use crate::cli::{CommandError, Context};
use crate::cluster::{self, LocalAuthority};
use crate::host;
use crate::paths;
use crate::report::Event;

/// Have this machine trust certificates of its own authority, and make some
///
/// Without arguments the authority is made where there is none, and put into the stores of the system and of browsers.
/// With names, a certificate for them is put into the cluster as a Secret: `devcluster trust shop.localhost --secret
/// shop-tls`, and `tls: [{hosts: [shop.localhost], secretName: shop-tls}]` in the Ingress.
#[derive(clap::Args)]
pub struct Args {
    /// Names and addresses that a certificate is for; `*.shop.localhost` for all below one
    #[arg(value_name = "HOST", requires = "secret")]
    hosts: Vec<String>,
    /// Name of the Secret that the certificate becomes
    #[arg(long, value_name = "NAME", requires = "hosts")]
    secret: Option<String>,
    /// Namespace of the Secret
    #[arg(long, short, default_value = "default")]
    namespace: String,
    /// Take the authority out of the stores again
    #[arg(long, conflicts_with_all = ["hosts", "print"])]
    remove: bool,
    /// Print the authority's certificate, and change no store
    #[arg(long, conflicts_with = "hosts")]
    print: bool,
}

#[derive(Serialize)]
struct Stores {
    stores: Vec<String>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    if args.remove {
        let stores = host::distrust(paths::home().as_deref())?.stores;
        return context.output.print(&Stores { stores }, |told| told.stores.join("\n"));
    }
    let authority = LocalAuthority::load_or_make(&paths::authority())?;
    if let Some(secret) = &args.secret {
        return issue(&args, secret, &authority, context).await;
    }
    if args.print {
        let text = std::fs::read_to_string(authority.certificate()).map_err(CommandError::internal)?;
        return write_line(&text);
    }
    let stores = host::trust(authority.certificate(), paths::home().as_deref())?.stores;
    context.output.print(&Stores { stores }, |told| told.stores.join("\n"))
}

async fn issue(args: &Args, secret: &str, authority: &LocalAuthority, context: &Context) -> Result<(), CommandError> {
    let engine = context.engine.as_ref();
    let state = cluster::require_api(engine, &context.cluster_name()).await?;
    let kube = cluster::connect(engine, &state).await?;
    cluster::apply_tls_secret(&kube, &args.namespace, secret, &authority.issue(&args.hosts)?).await?;
    let text =
        format!("Secret `{secret}` in namespace `{}` has a certificate for {}.", args.namespace, args.hosts.join(", "));
    context.reporter.event(&Event::Note { text });
    Ok(())
}
