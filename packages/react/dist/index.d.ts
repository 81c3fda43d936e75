/*! sluice-react 0.1.0 | MIT */
export { Player, usePlayer, type PlayerProps } from './player.js';
export { Publisher, usePublisher, type PublisherProps } from './publisher.js';
export type { PlayerKind, PlayerOptions, PlayerSettings, PlayerStreaming, PublisherKind, PublisherSettings, PublisherStreaming, Streaming, StreamRecovery, StreamState, StreamStats, } from './types.js';
