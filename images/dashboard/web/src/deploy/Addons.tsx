export function Addons() {
    return null;
}
