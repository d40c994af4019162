//! Pure: which jobs make the wanted images, given what is there already, and in which order they may run.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Folder};
use super::error::Result;

/// A piece of work on one folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Get the sources that the binaries are compiled of.
    Fetch(String),
    /// Compile the folder's binaries into the cache.
    Compile(String),
    /// Make the folder's image in the engine.
    Image(String),
}

impl Job {
    /// Name of the folder that the job is about.
    pub fn folder(&self) -> &str {
        match self {
            Self::Fetch(name) | Self::Compile(name) | Self::Image(name) => name,
        }
    }
}

/// What is there already, by folder name.
#[derive(Debug, Clone, Default)]
pub struct Present {
    pub images: BTreeSet<String>,
    pub binaries: BTreeSet<String>,
}

/// Jobs and, for each, the jobs that come before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub jobs: BTreeMap<Job, BTreeSet<Job>>,
}

impl Plan {
    /// The jobs that make `wanted` (images, or binaries where the folder has no image).
    pub fn new(catalogue: &Catalogue, wanted: &[String], present: &Present) -> Result<Self> {
        let mut plan = Self::default();
        for name in wanted {
            let folder = catalogue.folder(name)?;
            if folder.has_image() {
                plan.add_image(catalogue, present, folder)?;
            } else {
                plan.add_binaries(present, folder);
            }
        }
        Ok(plan)
    }

    /// How many jobs wait for `job`, directly or not: what most wait for is best begun first.
    pub fn waiting_for(&self, job: &Job) -> usize {
        self.jobs.keys().filter(|other| self.follows(other, job)).count()
    }

    fn follows(&self, later: &Job, job: &Job) -> bool {
        self.jobs[later].iter().any(|before| before == job || self.follows(before, job))
    }

    fn add_binaries(&mut self, present: &Present, folder: &Folder) -> Option<Job> {
        if !folder.recipe.has_binaries() || present.binaries.contains(&folder.name) {
            return None;
        }
        let (fetch, compile) = (Job::Fetch(folder.name.clone()), Job::Compile(folder.name.clone()));
        self.jobs.insert(fetch.clone(), BTreeSet::new());
        self.jobs.insert(compile.clone(), BTreeSet::from([fetch]));
        Some(compile)
    }

    fn add_image(&mut self, catalogue: &Catalogue, present: &Present, folder: &Folder) -> Result<Option<Job>> {
        let job = Job::Image(folder.name.clone());
        if present.images.contains(&folder.name) {
            return Ok(None);
        }
        if self.jobs.contains_key(&job) {
            return Ok(Some(job));
        }
        let mut before = BTreeSet::new();
        before.extend(self.add_binaries(present, folder));
        for need in folder.recipe.needs.iter().map(|need| catalogue.folder(need)) {
            let need = need?;
            before.extend(self.add_binaries(present, need));
            if folder.stands_on(&need.name) {
                before.extend(self.add_image(catalogue, present, need)?);
            }
        }
        if let Some(bake) = &folder.recipe.bake {
            for name in bake.images.iter().chain([&bake.base]) {
                before.extend(self.add_image(catalogue, present, catalogue.folder(name)?)?);
            }
        }
        self.jobs.insert(job.clone(), before);
        Ok(Some(job))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(wanted: &[&str], present: &Present) -> Plan {
        let wanted: Vec<_> = wanted.iter().map(|&name| name.to_owned()).collect();
        Plan::new(&Catalogue::load().unwrap(), &wanted, present).unwrap()
    }

    #[test]
    fn what_is_there_is_not_made_again_nor_what_only_it_is_made_of() {
        let present =
            Present { images: BTreeSet::from(["debian".to_owned(), "node".to_owned()]), ..Present::default() };
        assert_eq!(jobs(&["node"], &present), Plan::default());
    }

    #[test]
    fn an_image_waits_for_the_binaries_and_images_that_it_takes() {
        let plan = jobs(&["kube-apiserver"], &Present::default());
        let kubernetes = "kubernetes".to_owned();
        let before = &plan.jobs[&Job::Image("kube-apiserver".to_owned())];
        assert!(before.contains(&Job::Image(kubernetes.clone())));
        assert!(plan.jobs[&Job::Image(kubernetes.clone())].contains(&Job::Compile(kubernetes)));
        assert!(!plan.jobs.contains_key(&Job::Image("debian".to_owned())));
    }

    #[test]
    fn what_most_jobs_wait_for_is_kubernetes() {
        let plan = jobs(&["node"], &Present::default());
        let most = plan.jobs.keys().filter(|job| matches!(job, Job::Compile(_)));
        let most = most.max_by_key(|job| plan.waiting_for(job)).unwrap();
        assert_eq!(most, &Job::Compile("kubernetes".to_owned()));
    }
}
