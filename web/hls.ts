// The part that plays HLS: a file of its own, dist/hls.js, which only pages that use it load.
export { playlistUrl } from './hls_address'
export { HlsPlayback } from './hls_playback'
export { autoplay, deadlineOf, playerFor } from './hls_player'
export { share } from './hls_shared'
