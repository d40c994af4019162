//! `-L`: a line a GPU, and one for each of its parts.

use crate::gpu::Reading;

pub fn list(readings: &[Reading]) -> String {
    let mut text = String::new();
    for (index, reading) in readings.iter().enumerate() {
        text += &format!("GPU {index}: {} (UUID: {})\n", reading.gpu.model, reading.gpu.uuid);
        let parts = reading.units.iter().filter_map(|(unit, _)| unit.part.as_ref());
        for (device, part) in parts.enumerate() {
            text += &format!("  MIG {:<13}Device {device:>2}: (UUID: {})\n", part.profile, part.uuid);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smi::samples::{split, whole};

    #[test]
    fn parts_are_below_their_gpu() {
        assert_eq!(
            list(&[whole(0), split()]),
            "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-0)\n\
             GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-1)\n  \
               MIG 3g.20gb      Device  0: (UUID: MIG-a)\n  \
               MIG 3g.20gb      Device  1: (UUID: MIG-b)\n"
        );
    }
}
