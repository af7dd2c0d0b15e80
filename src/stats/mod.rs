//! Statistics as pure functions over slices: intervals, rank correlation, tests
//! of differences, multiple testing, driver analysis and calibration. Nothing
//! here knows what a comment or a score is.
//!
//! Every function is checked against reference values of scipy, statsmodels,
//! pingouin and scikit-learn (`tests/statistics.rs`), and the intervals by
//! simulation (`tests/coverage.rs`). Degenerate input gives `None`.

pub mod agreement;
mod bootstrap;
pub mod change_point;
pub mod control_limits;
pub mod correlation;
pub mod difference;
pub mod distribution;
mod driver_clusters;
pub mod driver_moments;
mod driver_samples;
pub mod drivers;
pub(crate) mod exact;
pub mod grouping;
pub mod interval;
pub mod isotonic;
pub mod lmg;
pub mod log_odds;
pub mod multiple;
pub mod net_difference;
pub mod partial;
pub mod permutation;
pub mod prediction_powered;
pub mod raking;
pub mod random_effects;
pub mod relative_weights;
pub mod signs;
pub mod straight_line;
pub mod survival;
pub mod tau_interval;
pub mod tree;

pub use correlation::Correlation;
pub use interval::Estimate;

/// Largest p, or q of a family, of what is told as sure: of a permutation test p may be just that.
pub const SURE: f64 = 0.05;

/// Whether what has this p or q is told as sure.
pub fn is_sure(p: f64) -> bool {
    p <= SURE
}

/// Fewer answers, or pairs of them, are marked as a low base wherever they are compared.
pub const LOW_BASE: u64 = 30;

/// A standard normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958).
pub(crate) fn normal(rng: &mut fastrand::Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.f64()).cos()
}

/// A number that looks random and is always the same for the same `index`:
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn mix(index: u64) -> u64 {
    let z = index.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
