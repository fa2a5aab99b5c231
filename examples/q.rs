//! q
use surgeplan::{model::Model, monte_carlo::*, scenario::Scenario, stats};
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let n = std::env::args().nth(2).unwrap().parse().unwrap();
    let s = match Scenario::read(p.as_ref(), &[], &[]) {
        Ok(s) => s,
        Err(e) => {
            print!("{e}");
            return;
        }
    };
    print!(
        "{}",
        surgeplan::reader::render(&s.warnings, &s.sources, false)
    );
    let t0 = std::time::Instant::now();
    let t = run(
        &s.sale,
        &s.plan,
        Settings {
            seed: 1,
            replications: n,
            threads: Some(1),
        },
        |_| {},
    )
    .unwrap();
    let el = t0.elapsed();
    for (i, m) in s.sale.metrics().iter().enumerate() {
        if let Some(x) = stats::summarise(&t.column(i)) {
            println!(
                "{:35} {:12.5} ± {:.5}  sd {:.4}",
                m.name, x.mean, x.se, x.sd
            );
        }
    }
    println!(
        "{:.1} us per replication",
        el.as_secs_f64() * 1e6 / n as f64
    );
}
