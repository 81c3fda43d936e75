// Whether the local cluster has served this page, and so is behind it. It says so in a header; asked for
// is the page itself, which every server has.

let answer

/** @returns {Promise<boolean>} */
export function isServedByCluster() {
  answer ??= fetch(location.pathname, { method: 'HEAD' }).then(
    ({ headers }) => headers.has('sluice-cluster'),
    () => false,
  )
  return answer
}
