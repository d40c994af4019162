//! `devcluster doctor`.

use std::path::Path;

use console::style;
use serde::Serialize;

use crate::cli::{CommandError, Context};
use crate::doctor::{Finding, Raised, SYSCTLS, Verdict, findings, gather, raise_inotify_limits};
use crate::fault::Kind;

/// Look whether engine and host have what clusters need, and say what to do; exits with 3 where they have not
#[derive(clap::Args)]
pub struct Args {
    /// Raise the inotify limits of this host where they are low (as root; until the next boot)
    #[arg(long)]
    fix: bool,
}

#[derive(Serialize)]
struct Diagnosis {
    findings: Vec<Finding>,
    raised: Vec<Raised>,
}

pub async fn run(args: Args, context: &Context) -> Result<(), CommandError> {
    let mut facts = gather(context.engine.as_ref()).await;
    // Limits of this host are nothing to an engine elsewhere.
    let fix = args.fix && facts.host.is_some();
    let raised = if fix { raise_inotify_limits(Path::new(SYSCTLS)) } else { Vec::new() };
    if !raised.is_empty() {
        facts = gather(context.engine.as_ref()).await;
    }
    let diagnosis = Diagnosis { findings: findings(&facts), raised };
    context.output.print(&diagnosis, text)?;
    match diagnosis.findings.iter().map(|finding| finding.verdict).max() {
        Some(Verdict::Problem) => Err(CommandError::passed_on(Kind::Environment.exit_code())),
        _ => Ok(()),
    }
}

fn text(diagnosis: &Diagnosis) -> String {
    let mut lines: Vec<_> = diagnosis.findings.iter().map(line).collect();
    lines.extend(diagnosis.raised.iter().map(raised));
    lines.extend(keep(&diagnosis.raised));
    lines.push(format!("\n{}", sum(&diagnosis.findings)));
    lines.join("\n")
}

fn line(finding: &Finding) -> String {
    let word = style(format!("{:<11}", finding.verdict.name()));
    let word = match finding.verdict {
        Verdict::Ok => word.green(),
        Verdict::NotChecked => word.dim(),
        Verdict::Warning => word.yellow(),
        Verdict::Problem => word.red().bold(),
    };
    let remedy = finding.remedy.as_ref().map(|remedy| format!("\n{:27}hint: {remedy}", "")).unwrap_or_default();
    format!("{word}  {:<14}{}{remedy}", finding.check, finding.message)
}

fn raised(raised: &Raised) -> String {
    let Raised { parameter, from, to, failure } = raised;
    match failure {
        None => format!("raised       {parameter} from {from} to {to}"),
        Some(reason) => format!(
            "not raised   {parameter} from {from} to {to}: {reason}\n{:13}hint: `sudo sysctl -w {}`",
            "",
            raised.line()
        ),
    }
}

/// How to have them at the next boot too.
fn keep(raised: &[Raised]) -> Option<String> {
    let lines: Vec<_> = raised.iter().map(|raised| format!("{}\\n", raised.line())).collect();
    let file = "/etc/sysctl.d/99-devcluster.conf";
    (!lines.is_empty()).then(|| format!("{:13}hint: keep it with `printf '{}' | sudo tee {file}`", "", lines.concat()))
}

/// `1 problem, 2 warnings.`
fn sum(findings: &[Finding]) -> String {
    let count = |verdict, what: &str| match findings.iter().filter(|finding| finding.verdict == verdict).count() {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts = [count(Verdict::Problem, "problem"), count(Verdict::Warning, "warning")];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "Nothing is wrong.".to_owned() } else { format!("{}.", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_come_with_their_remedies_and_a_sum() {
        let limit = |failure: Option<&str>| Raised {
            parameter: "fs.inotify.max_user_instances".into(),
            from: 128,
            to: 512,
            failure: failure.map(str::to_owned),
        };
        let mut diagnosis = Diagnosis {
            findings: vec![
                Finding::ok("cpus", "the engine has 4"),
                Finding::not_checked("swap", "the engine does not run on this host"),
                Finding::warning("inotify", "it is low", "raise it"),
                Finding::warning("dns", "nothing is found", "look"),
                Finding::problem("kernel", "it is too old", "upgrade it"),
            ],
            raised: vec![limit(None)],
        };
        console::set_colors_enabled(false);
        insta::assert_snapshot!(text(&diagnosis), @r"
        ok           cpus          the engine has 4
        not checked  swap          the engine does not run on this host
        warning      inotify       it is low
                                   hint: raise it
        warning      dns           nothing is found
                                   hint: look
        problem      kernel        it is too old
                                   hint: upgrade it
        raised       fs.inotify.max_user_instances from 128 to 512
                     hint: keep it with `printf 'fs.inotify.max_user_instances=512\n' | sudo tee /etc/sysctl.d/99-devcluster.conf`

        1 problem, 2 warnings.
        ");
        diagnosis.findings.truncate(1);
        diagnosis.raised = vec![limit(Some("Permission denied (os error 13)"))];
        insta::assert_snapshot!(text(&diagnosis), @r"
        ok           cpus          the engine has 4
        not raised   fs.inotify.max_user_instances from 128 to 512: Permission denied (os error 13)
                     hint: `sudo sysctl -w fs.inotify.max_user_instances=512`
                     hint: keep it with `printf 'fs.inotify.max_user_instances=512\n' | sudo tee /etc/sysctl.d/99-devcluster.conf`

        Nothing is wrong.
        ");
    }
}
