// The part that plays HLS: a file of its own, dist/hls.js, which only pages that use it load.
export { playlistUrl } from './hls_address'
export { deadlineOf, playerFor } from './hls_player'
export { HlsRun } from './hls_run'
export { share } from './hls_shared'
