//! What ratings tell to mend, and together with what.

use super::*;

/// The others are at 97 %.
#[test]
fn what_nearly_all_are_content_with_is_not_to_be_mended() {
    let of = |score, own: f64| {
        let phone = Contrast {
            own: around(own, 0.02),
            rest: around(0.97, 0.01),
            ..contrast("Phone", score, 0.02, true)
        };
        order(&[phone], &[], &[]).len()
    };
    assert_eq!((of(ScoreKind::Csat, 0.9), of(ScoreKind::Csat, 0.89)), (0, 1));
    assert_eq!((of(ScoreKind::Ces, 0.9), of(ScoreKind::Ces, 0.89)), (0, 1));
    let rated_by = |performance| {
        let mut table = rated("Parcel", ScoreKind::Nps, 0.5, Quadrant::KeepUp);
        table.drivers[0].performance = performance;
        order(&[], &[table], &[]).len()
    };
    assert_eq!((rated_by(90.0), rated_by(89.0)), (0, 1));
}

/// Of ten samples the first has most to give in so many, the others in these.
#[test]
fn ratings_that_are_level_are_told_together() {
    let nps = ScoreKind::Nps;
    let told = |firsts: [usize; 4]| {
        let mut table = rated("A", nps, 0.52, Quadrant::KeepUp);
        let row = table.drivers.remove(0);
        table.drivers = ["A", "B", "C", "D"]
            .map(|name| DriverRow {
                touchpoint: Name::same(name),
                slope: if name == "A" { 0.52 } else { 0.5 },
                slopes: Vec::new(),
                ..row.clone()
            })
            .into();
        for (at, times) in firsts.into_iter().enumerate() {
            for (of, row) in table.drivers.iter_mut().enumerate() {
                row.slopes.extend((0..times).map(|_| if of == at { 0.6 } else { 0.4 }));
            }
        }
        let all = with(&[], &[table], |tables| all(tables, &[], Some(nps)));
        let [Weakness::Driver(driver)] = all.as_slice() else { panic!("{all:?}") };
        let level: Vec<String> = driver.level_with.iter().map(|name| name.en.clone()).collect();
        let mended = to_mend(&all).len();
        let page = first_page(Some(nps), &all, &[], &[], false);
        assert_eq!((mended, page.to_mend.touchpoints.len()), (1 + level.len(), 1 + level.len()));
        (driver.touchpoint.en.clone(), driver.most, level.join(" "))
    };
    let a = || "A".to_owned();
    assert_eq!(told([5, 2, 2, 1]), (a(), Some(0.5), "B C".to_owned()));
    assert_eq!(told([2, 3, 0, 5]), (a(), Some(0.2), "D B".to_owned()));
    assert_eq!(told([8, 1, 1, 0]), (a(), Some(0.8), String::new()));
    assert_eq!(told([0, 0, 0, 0]), (a(), None, String::new()), "no samples");
}
