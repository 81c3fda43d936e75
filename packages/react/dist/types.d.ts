/*! sluice-react 0.1.0 | MIT */
import type { FailoverPublisher, FailoverSubscriber, HLSOptions, RecoveryState, SluiceError, SluiceEvent, SubscriberOptions } from 'sluice-sdk';
/**
 * `idle`: nothing is wanted (and so on a server). `connecting` lasts until media may flow, through all
 * attempts of a recovery. `recovering`: a live stream is lost, and not back yet (only with the option
 * `recovery`). `ended`: it is over. `failed`: see `error`.
 */
export type StreamState = 'idle' | 'connecting' | 'live' | 'recovering' | 'ended' | 'failed';
/** Out of the browser's getStats(); what it does not give is undefined. */
export interface StreamStats {
    /** All media, in kbit/s; undefined for the first sample of a connection. */
    readonly bitrateKbps?: number;
    readonly packets?: number;
    readonly packetsLost?: number;
    /** Of the largest picture. */
    readonly framesPerSecond?: number;
    readonly width?: number;
    readonly height?: number;
    readonly roundTripMs?: number;
    /** What a player's packets are late by. */
    readonly jitterMs?: number;
}
/** A recovery, in the app's hands. */
export interface StreamRecovery {
    /** Whether something is lost and not back yet. */
    readonly active: boolean;
    /** What the last Reconnect.* event has told; undefined when the stream is back. */
    readonly last?: RecoveryState;
    /** Does not wait for the next attempt's time. */
    retryNow(): void;
    /** Gives up. */
    stop(): void;
}
/** How a stream stands, and what can be done about it; another object whenever something changes. */
export interface Streaming<Client> {
    readonly state: StreamState;
    /** Of `failed`. */
    readonly error?: SluiceError;
    /** What publishes or plays, for all else: `client.muteAudio()`, `client.send()` ... */
    readonly client?: Client;
    readonly recovery: StreamRecovery;
    /** With `statsInterval`, while it is live. */
    readonly stats?: StreamStats;
    /** Begins once more, with the options as they are. */
    restart(): void;
    /** For the `ref` of the element that shows it: `<video ref={player.videoRef} autoPlay playsInline />`. */
    readonly videoRef: (element: HTMLMediaElement | null) => void;
}
interface Settings<Kind, Client> {
    /** Which client to use, or an order of them: the first whose init() resolves. */
    client?: Kind | readonly Kind[];
    /** Default true; with false a session ends, or does not begin. */
    enabled?: boolean;
    /** ms between two looks at the statistics, each of which renders once; 0 (default): none. */
    statsInterval?: number;
    /** Each event of the client's. */
    onEvent?: (event: SluiceEvent<Client>) => void;
    onStateChange?: (state: StreamState) => void;
    onError?: (error: SluiceError) => void;
}
/** `whip` (default): WHIPClient; `rtc`: RTCPublisher. */
export type PublisherKind = 'whip' | 'rtc';
/** `whep` (default): WHEPClient; `rtc`: RTCSubscriber; `hls`: HLSSubscriber. */
export type PlayerKind = 'whep' | 'rtc' | 'hls';
export interface PublisherSettings extends Settings<PublisherKind, FailoverPublisher> {
    /** The app's own, in the place of the camera and microphone; it stays the app's to end. */
    stream?: MediaStream;
}
export type PlayerSettings = Settings<PlayerKind, FailoverSubscriber>;
export type PublisherStreaming = Streaming<FailoverPublisher>;
export type PlayerStreaming = Streaming<FailoverSubscriber>;
/** With an order that has `hls` in it, its options too. */
export type PlayerOptions = SubscriberOptions & Pick<HLSOptions, 'hls' | 'hlsConfig'>;
export {};
