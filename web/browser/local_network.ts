// Chromium's Local Network Access keeps pages of the public network from this machine and the ones
// beside it, and tells the page no more than that a request has failed. Once it has done so, the
// permission that would have allowed it is denied.
const local =
  /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cde]))|(^|\.)local(host)?$/

/** Whether that is why nothing came of a request to `url`, as far as a page can know. */
export async function isKeptOut(url: string): Promise<boolean> {
  if (local.test(location.hostname) || !local.test(new URL(url).hostname)) return false
  try {
    const name = 'local-network-access' as PermissionName
    return (await navigator.permissions.query({ name })).state === 'denied'
  } catch {
    return false // no other browser knows that name
  }
}
