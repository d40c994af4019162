export function NetworkMap() {
    return null;
}
