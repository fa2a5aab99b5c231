//! Quantiles of the normal distribution.

/// The value below which a standard normal variable lies with probability `p`.
///
/// Algorithm AS 241 (PPND16), Wichura (1988), Applied Statistics 37, 477-484: rational functions
/// good to about 1e-16 relative. Only `libm::log` and a square root enter, so the value is the same
/// on every machine.
///
/// Edges: `p = 0` and `p = 1` give minus and plus infinity; outside `[0, 1]` and for `NaN`, `NaN`.
///
/// ```
/// use surgeplan::stats::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-15); // any printed table
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let from_middle = p - 0.5;
    if from_middle.abs() <= NEAR {
        return central(from_middle);
    }
    let tail = p.min(1.0 - p);
    if tail == 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let depth = (-libm::log(tail)).sqrt();
    let size = if depth <= 5.0 {
        SHOULDER.at(depth - 1.6)
    } else {
        TAIL.at(depth - 5.0)
    };
    size.copysign(from_middle)
}

/// The same for many probabilities at once, to the last bit; `values` has room for as many.
pub fn normal_quantiles(probabilities: &[f64], values: &mut [f64]) {
    // Most lie in the middle, and these have no branch, so that they are taken several at a time.
    for (value, p) in values.iter_mut().zip(probabilities) {
        *value = central(p - 0.5);
    }
    for (value, &p) in values.iter_mut().zip(probabilities) {
        if (p - 0.5).abs() > NEAR {
            *value = normal_quantile(p);
        }
    }
}

/// How far from one half the middle goes.
const NEAR: f64 = 0.425;

#[inline]
fn central(from_middle: f64) -> f64 {
    from_middle * CENTRE.at(0.180_625 - from_middle * from_middle)
}

/// A polynomial over a polynomial, coefficients by rising power.
struct Rational {
    above: [f64; 8],
    below: [f64; 8],
}

impl Rational {
    #[inline]
    fn at(&self, x: f64) -> f64 {
        let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
        horner(&self.above) / horner(&self.below)
    }
}

/// Within 0.425 of one half, in `0.180625 − (p − ½)²`.
const CENTRE: Rational = Rational {
    above: [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    below: [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
};

/// Tails down to about 1.4e-11, in `√(−ln tail) − 1.6`.
const SHOULDER: Rational = Rational {
    above: [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    below: [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-09,
    ],
};

/// Deeper tails, in `√(−ln tail) − 5`.
const TAIL: Rational = Rational {
    above: [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-05,
        2.010_334_399_292_288_1e-07,
    ],
    below: [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-05,
        1.421_511_758_316_446e-07,
        2.044_263_103_389_939_7e-15,
    ],
};
