export { Player, usePlayer, type PlayerProps } from './player'
export { Publisher, usePublisher, type PublisherProps } from './publisher'
export type {
  PlayerKind,
  PlayerOptions,
  PlayerSettings,
  PlayerStreaming,
  PublisherKind,
  PublisherSettings,
  PublisherStreaming,
  Streaming,
  StreamRecovery,
  StreamState,
  StreamStats,
} from './types'
