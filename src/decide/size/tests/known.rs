//! Searches where the cost is known.

use super::*;

#[test]
fn the_cheapest_of_all_that_meet_the_goal_is_found() {
    // Well in 99% of worlds from x y >= 24 on: of 3 x + 4 y the least is 6, 4 with 34 (8, 3 has 36, 5, 5 has 35).
    let answer = find(&question(&[8, 8], &[3.0, 4.0]), |p| {
        let enough = number(p, 0) * number(p, 1) >= 24.0;
        Some((if enough { 0.99 } else { 0.5 }, 0.0))
    });
    let plan = answer.plan.expect("a plan");
    assert_eq!((&plan.point[..], plan.objective), (&[5, 3][..], 34.0));
    assert_eq!(plan.met(), Met::Yes);
    assert_eq!(answer.runner_up.map(|next| next.point), Some(vec![4, 4]));
    assert_eq!((answer.ending, answer.binding), (Ending::Done, Some(0)));
    assert!(
        answer.played < 60 && answer.checked > 0,
        "{}",
        answer.played
    );
    assert!(!answer.pruning_failed);
    // A step less of either misses the goal.
    let less: Vec<(Step, Met)> = answer
        .around
        .iter()
        .map(|one| (one.step, one.judged.as_ref().expect("a plan").met()))
        .collect();
    assert!(less.contains(&(Step::Less(0), Met::No)) && less.contains(&(Step::Less(1), Met::No)));
}

#[test]
fn where_more_hurts_nothing_is_ruled_out_unplayed() {
    // Only the middle goes well: with the most of all it fails, which rules out the rest until that is checked.
    let plans = |p: &[u32]| {
        let well = number(p, 0) + number(p, 1) <= 13.0 && number(p, 0) >= 6.0;
        Some((if well { 0.99 } else { 0.5 }, 0.0))
    };
    let answer = find(&question(&[7, 7], &[1.0, 1.0]), plans);
    assert!(answer.pruning_failed);
    assert_eq!(answer.plan.map(|plan| plan.point), Some(vec![5, 0]));
}

#[test]
fn what_is_no_plan_is_counted_and_left_out() {
    let plans = |p: &[u32]| {
        let people = number(p, 0) + number(p, 1);
        (people <= 9.0).then_some((if people >= 7.0 { 0.97 } else { 0.4 }, 0.0))
    };
    let answer = find(&question(&[8, 8], &[2.0, 1.0]), plans);
    assert_eq!(answer.plan.map(|plan| plan.point), Some(vec![0, 5]));
    assert!(answer.not_plans > 0);
}

#[test]
fn nothing_feasible_is_told_with_the_nearest_plan() {
    let answer = find(&question(&[6, 6], &[1.0, 1.0]), |p| {
        Some((0.05 * (number(p, 0) + number(p, 1)), 0.0))
    });
    assert_eq!((answer.plan, answer.ending), (None, Ending::Done));
    let nearest = answer.nearest.expect("a nearest plan");
    assert_eq!(nearest.point, [5, 5]);
    assert_eq!(nearest.verdicts[0].met, Met::No);
    // The one with the most, and some of those it rules out.
    assert!((2..30).contains(&answer.played), "{}", answer.played);
    let [alone] = &answer.alone[..] else {
        panic!("{:?}", answer.alone);
    };
    assert!(alone.is_surely_none && alone.goal == 0);
}

#[test]
fn what_is_as_likely_as_asked_is_hardly_ever_certified() {
    let certified = (0..100).filter(|&seed| {
        let question = Question {
            seed,
            ..question(&[2], &[1.0])
        };
        let answer = find(&question, |_| Some((0.9, 0.0)));
        assert!(answer.plan.is_some() || answer.unsure.iter().all(|one| one.met() != Met::Yes));
        answer.plan.is_some()
    });
    // 5% of them at most, with four standard errors.
    assert!(certified.count() <= 13);
}

/// A million plans, of which those with 1,200 in all do.
fn wide() -> Question {
    question(&[1000, 1000], &[1.0, 1.01])
}

fn enough(p: &[u32]) -> (f64, f64) {
    let enough = number(p, 0) + number(p, 1) >= 1200.0;
    (if enough { 0.99 } else { 0.6 }, 0.0)
}

#[test]
fn of_very_many_plans_steps_find_the_cheapest() {
    let wide = wide();
    let answer = find(&wide, |p| Some(enough(p)));
    assert_eq!(answer.ending, Ending::Local);
    assert_eq!(answer.plan.expect("a plan").point, [999, 199]);
    assert!(answer.played < 1000, "{}", answer.played);
}

#[test]
fn limits_and_interrupts_end_a_search_with_the_best_so_far() {
    let mut wide = wide();
    for most_plans in [1, 3, 40, 100] {
        wide.most_plans = Some(most_plans);
        let answer = find(&wide, |p| Some(enough(p)));
        assert_eq!(answer.ending, Ending::PlansSpent, "{most_plans}");
        assert!(answer.played <= most_plans && answer.played > 0);
        // The one with the most is the first that is looked at.
        let plan = answer.plan.expect("the best so far");
        assert!(plan.objective < 2011.0 && plan.met() == Met::Yes);
    }
    wide.most_plans = None;
    for looks in [2, 20, 60] {
        let shop = Shop {
            plans: |p: &[u32]| Some(enough(p)),
            question: &wide,
        };
        let stopped = size(&shop, &wide, &Patience::new(looks)).expect("an answer");
        assert_eq!(stopped.ending, Ending::Interrupted);
        let plan = stopped.plan.expect("the best so far");
        assert_eq!((plan.met(), plan.worlds), (Met::Yes, 500));
        assert!(stopped.around.is_empty(), "there is no time for more");
    }
    wide.time = Some(Duration::ZERO);
    let late = find(&wide, |p| Some(enough(p)));
    assert_eq!(late.ending, Ending::TimeOver);
    assert_eq!(late.plan.map(|plan| plan.met()), Some(Met::Yes));
}

#[test]
fn the_answer_does_not_depend_on_threads() {
    let plans = |p: &[u32]| {
        let well = 1.0 - 1.0 / (1.0 + number(p, 0) * number(p, 1));
        Some((well, number(p, 0)))
    };
    let one = question(&[9, 9], &[3.0, 4.0]);
    let two = Question {
        threads: Some(2),
        ..one.clone()
    };
    assert_eq!(find(&one, plans), find(&two, plans));
}

#[test]
fn a_cheaper_plan_that_fails_is_rarely_taken_for_the_answer() {
    // p = q - ε for all plans but the dearest: of 200 searches at most a few may end below it.
    let plans = |p: &[u32]| Some((if p[0] == 5 { 0.99 } else { 0.88 }, 0.0));
    let wrong = (0..200).filter(|&seed| {
        let question = Question {
            seed,
            ..question(&[6], &[1.0])
        };
        find(&question, plans)
            .plan
            .is_none_or(|plan| plan.point != [5])
    });
    assert!(wrong.count() <= 2);
}

#[test]
fn where_more_hurts_a_goal_that_it_was_thought_to_help_that_is_seen() {
    // From 3 on it fails, so the one with the most rules out all the others.
    let plans = |p: &[u32]| Some((if number(p, 0) < 3.0 { 0.99 } else { 0.01 }, 0.0));
    let answer = find(&question(&[8], &[16.0]), plans);
    assert!(answer.pruning_failed && answer.checked > 0);
    assert_eq!(answer.plan.map(|plan| plan.point), Some(vec![0]));
}

#[test]
fn what_does_not_help_does_not_keep_a_search_from_its_end() {
    // 10^9 plans; stock helps in its own way, and may hurt as far as one knows.
    let plans = |p: &[u32]| {
        let well = number(p, 0) + number(p, 1) >= 9.0 && number(p, 2) >= 500.0;
        Some((if well { 0.97 } else { 0.3 }, 0.0))
    };
    let mut huge = question(&[1000, 1000, 1000], &[15.0, 16.0, 1.0]);
    huge.grid.axes[2].effects = vec![Effect::Unknown];
    let answer = find(&huge, plans);
    assert_eq!(answer.plan.expect("a plan").point, [7, 0, 499]);
}

#[test]
fn beyond_plans_on_the_boundary_there_is_one_that_can_be_certified() {
    // What costs as little as can be is met as often as asked, and no number of worlds tells; one more will do.
    let plans = |p: &[u32]| {
        let all: f64 = (0..4).map(|axis| number(p, axis)).sum();
        let chance = match all as u32 {
            ..14 => 0.3,
            14 => 0.9,
            _ => 0.98,
        };
        Some((chance, 0.0))
    };
    let wide = question(&[8; 4], &[20.0, 21.0, 22.0, 23.0]);
    let answer = find(&wide, plans);
    let plan = answer.plan.expect("a plan");
    assert_eq!(
        (plan.objective, plan.met()),
        (8.0 * 20.0 + 5.0 * 21.0 + 22.0 + 23.0, Met::Yes)
    );
    assert!(answer.unsure.iter().all(|unsure| unsure.met() != Met::Yes));
    // The same where it is a metric that is to be small.
    let answer = find(&most(wide), |p| {
        let all: f64 = (0..4).map(|axis| number(p, axis)).sum();
        plans(p).map(|(chance, _)| (chance, -all))
    });
    let plan = answer.plan.expect("a plan");
    assert!((plan.objective - 5.0 + 15.0).abs() < 0.5, "{plan:?}");
}

/// Two goals: the first metric is to be 10 at least in nine of ten worlds, the second 20 at most on average.
fn two_goals() -> Question {
    let mut asked = question(&[30, 2], &[1.0, 0.0]);
    for axis in &mut asked.grid.axes {
        axis.effects = vec![Effect::Unknown; 2];
    }
    let mean = Goal {
        id: "little".to_owned(),
        metric: "gain".to_owned(),
        place: 1,
        bound: Bound::AtMost(20.0),
        never: None,
        with_probability: None,
    };
    asked.goals[0].bound = Bound::AtLeast(10.0);
    asked.goals.push(mean);
    asked
}

#[test]
fn goals_that_cannot_be_met_together_are_told_from_one_that_cannot_be_met() {
    // The more, the more the first metric has, and the more the second costs.
    let plans = |costs: f64| {
        move |p: &[u32]| {
            let x = number(p, 0);
            Some(Play(Box::new(move |world| [x + world, costs * x + world])))
        }
    };
    let answer = find(&two_goals(), plans(3.0));
    assert_eq!((answer.plan, answer.ending), (None, Ending::Done));
    // With 9 the first is short by about one tenth; with 6 the second has 18.5 and the first is short by a third.
    let nearest = answer.nearest.expect("a nearest plan");
    let missed = |met: &[Met]| {
        nearest
            .verdicts
            .iter()
            .map(|one| one.met)
            .eq(met.iter().copied())
    };
    assert!(
        missed(&[Met::No, Met::Yes]) || missed(&[Met::Yes, Met::No]),
        "{nearest:?}"
    );
    let [alone] = &answer.alone[..] else {
        panic!("{:?}", answer.alone);
    };
    let plan = alone.plan.as_ref().expect("it can be met alone");
    assert_eq!(plan.verdicts[alone.goal].met, Met::Yes);
    assert_eq!(plan.met(), Met::No);
    // No plan has so little that the second is met.
    let answer = find(&two_goals(), plans(50.0));
    let never = answer
        .alone
        .iter()
        .find(|one| one.goal == 1)
        .expect("it is missed");
    assert!(never.is_surely_none && never.plan.is_none());
}

#[test]
fn the_nearest_plan_is_the_one_that_misses_least_though_all_miss_in_every_world() {
    let mut asked = question(&[6, 6], &[1.0, 1.0]);
    asked.goals[0].bound = Bound::AtMost(0.0);
    for axis in &mut asked.grid.axes {
        axis.effects = vec![Effect::Unknown];
    }
    // What is short falls with the first, and rises with the second.
    let answer = find(&asked, |p| {
        let short = 50.0 - 5.0 * number(p, 0) + number(p, 1);
        Some(Play(Box::new(move |world| [short + world, 0.0])))
    });
    assert_eq!(answer.nearest.expect("a nearest plan").point, [5, 0]);
}
