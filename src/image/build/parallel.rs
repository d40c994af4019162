//! Runs a plan's jobs at the same time as far as memory and cores allow.

use std::collections::BTreeSet;
use std::future::Future;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio_util::sync::CancellationToken;

use crate::image::error::{ImageError, Result};
use crate::image::plan::{Job, Plan};

/// What compiling the largest program (Kubernetes) takes at its peak.
const MEMORY_OF_A_COMPILE: u64 = 4 << 30;
/// Compilers use all cores by themselves; more of them at once only fill the time when one links.
const MOST_COMPILES: usize = 4;

/// How many compilers may run at once on this host.
pub fn compile_slots() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = available_memory().unwrap_or(2 * MEMORY_OF_A_COMPILE) / MEMORY_OF_A_COMPILE;
    cores.min(usize::try_from(memory).unwrap_or(MOST_COMPILES)).clamp(1, MOST_COMPILES)
}

/// Bytes that can be used without swapping, where the host says so (Linux).
fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Runs all jobs, each after those that it waits for. After a failure no more are begun, the running ones are
/// cancelled and waited for, and the first error is the result.
pub async fn run<F, W>(plan: &Plan, slots: usize, cancel: &CancellationToken, work: F) -> Result<()>
where
    F: Fn(Job) -> W,
    W: Future<Output = Result<()>>,
{
    let mut left: Vec<&Job> = plan.jobs.keys().collect();
    left.sort_by_key(|job| std::cmp::Reverse(plan.waiting_for(job)));
    let mut done: BTreeSet<Job> = BTreeSet::new();
    let mut running = FuturesUnordered::new();
    let mut compiling = 0;
    let mut failed: Option<ImageError> = None;
    loop {
        if failed.is_none() && !cancel.is_cancelled() {
            left.retain(|&job| {
                let is_compile = matches!(job, Job::Compile(_));
                if !plan.jobs[job].is_subset(&done) || (is_compile && compiling >= slots) {
                    return true;
                }
                compiling += usize::from(is_compile);
                let (job, future) = (job.clone(), work(job.clone()));
                running.push(async move { (job, future.await) });
                false
            });
        }
        let Some((job, result)) = running.next().await else { break };
        compiling -= usize::from(matches!(job, Job::Compile(_)));
        match result {
            Ok(()) => {
                done.insert(job);
            }
            Err(error) => {
                cancel.cancel();
                failed.get_or_insert(error);
            }
        }
    }
    match (failed, left.first()) {
        (Some(error), _) => Err(error),
        (None, Some(job)) => Err(ImageError::Interrupted { image: job.folder().to_owned() }),
        (None, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    fn compile(name: &str) -> Job {
        Job::Compile(name.to_owned())
    }

    fn plan(jobs: &[(Job, &[Job])]) -> Plan {
        let jobs = jobs.iter().map(|(job, before)| (job.clone(), before.iter().cloned().collect()));
        Plan { jobs: jobs.collect::<BTreeMap<_, _>>() }
    }

    #[tokio::test]
    async fn jobs_run_after_what_they_wait_for_and_within_the_slots() {
        let image = Job::Image("a".to_owned());
        let plan = plan(&[(image.clone(), &[compile("a"), compile("b")]), (compile("a"), &[]), (compile("b"), &[])]);
        let (log, running) = (Mutex::new(Vec::new()), Mutex::new(0));
        run(&plan, 1, &CancellationToken::new(), |job| {
            let (log, running) = (&log, &running);
            async move {
                *running.lock().unwrap() += 1;
                assert!(*running.lock().unwrap() == 1, "two compiles at once");
                tokio::task::yield_now().await;
                *running.lock().unwrap() -= 1;
                log.lock().unwrap().push(job);
                Ok(())
            }
        })
        .await
        .unwrap();
        assert_eq!(log.into_inner().unwrap().last(), Some(&image));
    }

    #[tokio::test]
    async fn a_failure_cancels_the_others_and_is_the_result() {
        let plan = plan(&[(compile("a"), &[]), (compile("b"), &[]), (compile("c"), &[compile("a")])]);
        let cancel = CancellationToken::new();
        let error = run(&plan, 2, &cancel, |job| {
            let cancel = cancel.clone();
            async move {
                if job == compile("a") {
                    return Err(ImageError::Circle { folder: "a".to_owned() });
                }
                assert_ne!(job, compile("c"));
                cancel.cancelled().await;
                Err(ImageError::Interrupted { image: "b".to_owned() })
            }
        })
        .await
        .unwrap_err();
        assert!(matches!(error, ImageError::Circle { .. }));
    }
}
