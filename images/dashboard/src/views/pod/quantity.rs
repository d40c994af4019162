//! Kubernetes' way to write amounts: `1Gi`, `500M`, `1.5e3`.

/// The amount: `100m` is 0.1. None where the text is none, or negative.
pub fn value(text: &str) -> Option<f64> {
    let (amount, divisor) = fraction(text)?;
    Some(amount as f64 / divisor as f64)
}

/// What is divided by what.
fn fraction(text: &str) -> Option<(u128, u128)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') || fraction.len() > 18 {
        return None;
    }
    let digits = [whole, fraction].concat().parse::<u128>().ok()?;
    let (multiplier, divisor) = scale(suffix)?;
    let divisor = divisor.checked_mul(10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?)?;
    Some((digits.checked_mul(multiplier)?, divisor))
}

/// What the number is multiplied with and divided by.
fn scale(suffix: &str) -> Option<(u128, u128)> {
    let decimal = |power: u32| Some((10_u128.pow(power), 1));
    let binary = |power: u32| Some((1024_u128.pow(power), 1));
    match suffix {
        "" => decimal(0),
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1000)),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        exponent => {
            let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            let power = 10_u128.checked_pow(exponent.unsigned_abs())?;
            Some(if exponent < 0 { (1, power) } else { (power, 1) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_kubernetes_writes() {
        let amounts = [
            ("0", 0.0),
            ("100m", 0.1),
            ("1.5", 1.5),
            ("1.5Gi", 1_610_612_736.0),
            ("500M", 500_000_000.0),
            ("129e6", 129_000_000.0),
            ("10e-1", 1.0),
            (".5Ki", 512.0),
        ];
        for (text, amount) in amounts {
            assert_eq!(value(text), Some(amount), "{text}");
        }
    }

    #[test]
    fn is_not_misled() {
        for text in ["", "-1", "Gi", ".", "1.2.3", "1gi", "1 Gi", "e3", "1e99", "99999999999999999999999999999999999Ei"]
        {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
