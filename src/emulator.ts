export type { AccessToken } from './emulator/basicAuth'
export { type BeaconKey, beaconKeys } from './emulator/beaconKeys'
export type { UnknownId, UpdatedAt } from './emulator/countsRoute'
export type { CountTiming } from './emulator/CountTiming'
export type { Counts } from './emulator/countViews'
export type {
  EmulatedWebhooks,
  Redelivery,
  ReleaseOrder,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookOptions,
} from './emulator/EmulatedWebhooks'
export { createMuxEmulator } from './emulator/createMuxEmulator'
export type { EmulatedFailure } from './emulator/failures'
export type { RateLimits } from './emulator/limitRate'
export type { MonitoringDimension } from './emulator/monitoringDimensions'
export type { ApiRequest } from './emulator/requestLog'
export type { SigningKey } from './emulator/signingKeys'
export type { LatencyMode, StreamOptions, StreamStatus } from './emulator/StreamOptions'
export type { StreamEvent } from './emulator/streamNotice'
export type { WebhookEvent } from './emulator/WebhookEvent'
export type { EmulatedStream, MuxEmulator, MuxEmulatorOptions } from './emulator/MuxEmulator'
