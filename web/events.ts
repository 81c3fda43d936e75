// The names of all events, as the field's pages know them.

const recoveryEvents = {
  /** Something is lost, and `recovery` is on. Data of all four: {@link RecoveryState}. */
  RECONNECT_START: 'Reconnect.Start',
  /** An attempt was decided on, and begins in `delay` ms. */
  RECONNECT_ATTEMPT: 'Reconnect.Attempt',
  RECONNECT_SUCCESS: 'Reconnect.Success',
  /** It has given up. */
  RECONNECT_FAILURE: 'Reconnect.Failure',
} as const

/** Events of every publisher. */
export const PublisherEventTypes = Object.freeze({
  ...recoveryEvents,
  CONNECT_SUCCESS: 'Connect.Success',
  CONNECT_FAILURE: 'Connect.Failure',
  PUBLISH_START: 'Publish.Start',
  PUBLISH_FAIL: 'Publish.Fail',
  PUBLISH_INVALID_NAME: 'Publish.InvalidName',
  UNPUBLISH_SUCCESS: 'Unpublish.Success',
  PUBLISH_METADATA: 'Publish.Metadata',
  PUBLISH_STATUS: 'Publish.Status',
  PUBLISH_AVAILABLE: 'Publish.Available',
  PUBLISH_INSUFFICIENT_BANDWIDTH: 'Publish.InsufficientBW',
  PUBLISH_SUFFICIENT_BANDWIDTH: 'Publish.SufficientBW',
  PUBLISH_RECOVERING_BANDWIDTH: 'Publish.RecoveringBW',
  PUBLISH_SEND_INVOKE: 'Publish.Send.Invoke',
  CONNECTION_CLOSED: 'Publisher.Connection.Closed',
  DIMENSION_CHANGE: 'Publisher.Video.DimensionChange',
} as const)

const peerEvents = {
  PEER_CONNECTION_AVAILABLE: 'WebRTC.PeerConnection.Available',
  OFFER_START: 'WebRTC.Offer.Start',
  OFFER_END: 'WebRTC.Offer.End',
  PEER_CANDIDATE_END: 'WebRTC.PeerConnection.CandidateEnd',
  ICE_TRICKLE_COMPLETE: 'WebRTC.IceTrickle.Complete',
  SOCKET_MESSAGE: 'WebRTC.Socket.Message',
  DATA_CHANNEL_OPEN: 'WebRTC.DataChannel.Open',
  DATA_CHANNEL_AVAILABLE: 'WebRTC.DataChannel.Available',
  DATA_CHANNEL_CLOSE: 'WebRTC.DataChannel.Close',
  DATA_CHANNEL_MESSAGE: 'WebRTC.DataChannel.Message',
  DATA_CHANNEL_ERROR: 'WebRTC.DataChannel.Error',
  PEER_CONNECTION_OPEN: 'WebRTC.PeerConnection.Open',
  TRACK_ADDED: 'WebRTC.PeerConnection.OnTrack',
  UNSUPPORTED_FEATURE: 'WebRTC.Unsupported.Feature',
  TRANSFORM_ERROR: 'WebRTC.Transform.Error',
  HOST_ENDPOINT_CHANGED: 'WebRTC.Endpoint.Changed',
  /** Of several nodes one failed, and the next is tried. Data: `{ endpoint, error }`. */
  CANDIDATE_FAILURE: 'Candidate.Failure',
} as const

/** Events of publishers that use WebRTC, on top of {@link PublisherEventTypes}. */
export const RTCPublisherEventTypes = Object.freeze({
  ...peerEvents,
  CONSTRAINTS_ACCEPTED: 'WebRTC.MediaConstraints.Accepted',
  CONSTRAINTS_REJECTED: 'WebRTC.MediaConstraints.Rejected',
  MEDIA_STREAM_AVAILABLE: 'WebRTC.MediaStream.Available',
} as const)

/** Events of every subscriber. */
export const SubscriberEventTypes = Object.freeze({
  ...recoveryEvents,
  CONNECT_SUCCESS: 'Connect.Success',
  CONNECT_FAILURE: 'Connect.Failure',
  SUBSCRIBE_START: 'Subscribe.Start',
  SUBSCRIBE_STOP: 'Subscribe.Stop',
  SUBSCRIBE_FAIL: 'Subscribe.Fail',
  SUBSCRIBE_INVALID_NAME: 'Subscribe.InvalidName',
  SUBSCRIBE_METADATA: 'Subscribe.Metadata',
  SUBSCRIBE_STATUS: 'Subscribe.Status',
  SUBSCRIBE_SEND_INVOKE: 'Subscribe.Send.Invoke',
  // Data: ServerEvent, where the option `extensions` asks for it.
  SERVER_EVENT: 'Subscribe.Server.Event',
  SUBSCRIBE_PUBLISHER_CONGESTION: 'Subscribe.Publisher.NetworkCongestion',
  SUBSCRIBE_PUBLISHER_RECOVERY: 'Subscribe.Publisher.NetworkRecovery',
  PLAY_UNPUBLISH: 'Subscribe.Play.Unpublish',
  CONNECTION_CLOSED: 'Subscribe.Connection.Closed',
  ORIENTATION_CHANGE: 'Subscribe.Orientation.Change',
  STREAMING_MODE_CHANGE: 'Subscribe.StreamingMode.Change',
  VIDEO_DIMENSIONS_CHANGE: 'Subscribe.VideoDimensions.Change',
  VOLUME_CHANGE: 'Subscribe.Volume.Change',
  SEEK_CHANGE: 'Subscribe.Seek.Change',
  PLAYBACK_TIME_UPDATE: 'Subscribe.Time.Update',
  PLAYBACK_STATE_CHANGE: 'Subscribe.Playback.Change',
  FULL_SCREEN_STATE_CHANGE: 'Subscribe.FullScreen.Change',
  AUTO_PLAYBACK_FAILURE: 'Subscribe.Autoplay.Failure',
  AUTO_PLAYBACK_MUTED: 'Subscribe.Autoplay.Muted',
  LOADED_METADATA: 'Subscribe.LoadedMetadata',
} as const)

/** Events of subscribers that use WebRTC, on top of {@link SubscriberEventTypes}. */
export const RTCSubscriberEventTypes = Object.freeze({
  ...peerEvents,
  ANSWER_START: 'WebRTC.Answer.Start',
  ANSWER_END: 'WebRTC.Answer.End',
  CANDIDATE_START: 'WebRTC.Candidate.Start',
  CANDIDATE_END: 'WebRTC.Candidate.End',
  ON_ADD_STREAM: 'WebRTC.Add.Stream',
  SUBSCRIBE_STREAM_SWITCH: 'WebRTC.Subscribe.StreamSwitch',
  // Never told: Sluice seeks in no live stream.
  LIVE_SEEK_UNSUPPORTED: 'WebRTC.LiveSeek.Unsupported',
  LIVE_SEEK_ERROR: 'WebRTC.LiveSeek.Error',
  LIVE_SEEK_ENABLED: 'WebRTC.LiveSeek.Enabled',
  LIVE_SEEK_DISABLED: 'WebRTC.LiveSeek.Disabled',
  LIVE_SEEK_FRAGMENT_LOADING: 'WebRTC.LiveSeek.FragmentLoading',
  LIVE_SEEK_FRAGMENT_LOADED: 'WebRTC.LiveSeek.FragmentLoaded',
  LIVE_SEEK_CHANGE: 'WebRTC.LiveSeek.Change',
} as const)

/** Events of {@link Red5ProPublisher}. Data: `{ type, error }`, `type` being a name of the order. */
export const PublisherFailoverEventTypes = Object.freeze({
  PUBLISHER_REJECT: 'Publisher.Reject',
  PUBLISHER_ACCEPT: 'Publisher.Accept',
} as const)

/** Events of {@link Red5ProSubscriber}, as {@link PublisherFailoverEventTypes}. */
export const SubscriberFailoverEventTypes = Object.freeze({
  SUBSCRIBER_REJECT: 'Subscriber.Reject',
  SUBSCRIBER_ACCEPT: 'Subscriber.Accept',
} as const)

/** What messages go through. */
export const MessageTransportStateEventTypes = Object.freeze({
  OPEN: 'MessageTransport.Open',
  CLOSE: 'MessageTransport.Close',
  CHANGE: 'MessageTransport.Change',
  ERROR: 'MessageTransport.Error',
} as const)

/** Never told: shared objects are left out. */
export const SharedObjectEventTypes = Object.freeze({
  CONNECT_SUCCESS: 'Connect.Success',
  CONNECT_FAILURE: 'Connect.Failure',
} as const)

/** Names that the field's documentation uses for other events than the ones that fire. */
export const aliases: Readonly<Record<string, string>> = {
  'Subscribe.Unpublish': SubscriberEventTypes.PLAY_UNPUBLISH,
}
