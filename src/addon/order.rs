//! Pure: which addons an addon needs, in the order in which they have to be there.

use super::AddonError;
use super::definition::Addon;

/// All that `addon` needs, directly or not, each after what it needs itself.
pub fn needs<'a>(
    addon: &'a Addon,
    find: impl Fn(&str) -> Result<&'a Addon, AddonError>,
) -> Result<Vec<String>, AddonError> {
    let (mut ordered, mut path) = (Vec::new(), vec![addon.name.as_str()]);
    visit(addon, &find, &mut path, &mut ordered)?;
    Ok(ordered)
}

fn visit<'a>(
    addon: &'a Addon,
    find: &impl Fn(&str) -> Result<&'a Addon, AddonError>,
    path: &mut Vec<&'a str>,
    ordered: &mut Vec<String>,
) -> Result<(), AddonError> {
    for name in &addon.needs {
        if path.contains(&name.as_str()) {
            return Err(AddonError::Circle { name: name.clone() });
        }
        if !ordered.contains(name) {
            path.push(name);
            visit(find(name)?, find, path, ordered)?;
            path.pop();
            ordered.push(name.clone());
        }
    }
    Ok(())
}
