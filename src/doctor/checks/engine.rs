//! Whether a container engine answers, and which.

use crate::doctor::{Facts, Finding};

const CHECK: &str = "engine";

pub fn check(facts: &Facts) -> Vec<Finding> {
    let engine = match &facts.engine {
        Ok(engine) => engine,
        Err(silence) => {
            let remedy = silence.remedy.clone();
            return vec![Finding { remedy, ..Finding::problem(CHECK, silence.message.clone(), "") }];
        }
    };
    let system =
        if engine.operating_system.is_empty() { String::new() } else { format!(" on {}", engine.operating_system) };
    let sentence = format!("{} {} (API {}){system} answers", engine.kind.name(), engine.version, engine.api_version);
    vec![if engine.rootless {
        Finding::warning(
            CHECK,
            format!("{sentence}, without root's rights: this host does not reach the addresses of its containers"),
            "use an engine of root's for NodePorts and LoadBalancers: `docker context use default`",
        )
    } else {
        Finding::ok(CHECK, sentence)
    }]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{healthy, shown};
    use super::*;
    use crate::doctor::facts::Silence;

    #[test]
    fn an_engine_that_does_not_answer_is_a_problem() {
        let remedy = Some("start the Docker engine (`sudo systemctl start docker`)".into());
        let silence = Silence { message: "no container engine answers at `unix:///x.sock`".into(), remedy };
        let facts = Facts { engine: Err(silence), ..healthy() };
        insta::assert_snapshot!(shown(&check(&facts)), @r"
        problem engine: no container engine answers at `unix:///x.sock`
          start the Docker engine (`sudo systemctl start docker`)
        ");
        insta::assert_snapshot!(shown(&check(&healthy())), @"ok engine: Docker 28.0.1 (API 1.48) on Debian GNU/Linux 13 (trixie) answers");
    }
}
