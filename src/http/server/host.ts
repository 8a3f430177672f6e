// What routes and hooks see of the process that hosts them: its settings, its metrics, its limits, and whether it can take more.
import type { Followers } from '../../usecases/exchange/followers.ts';
import type { Limits } from '../access/limits.ts';
import type { ServiceMetrics } from './prometheus.ts';

/** Settings of the server; what is left out is off. */
export interface HostSettings {
  bodyLimitBytes: number;
  requestTimeoutSeconds: number;
  /** The largest attachment; 25 MiB unless given. */
  attachmentLimitBytes?: number;
  /** The largest file to import; 1 GiB unless given. */
  importLimitBytes?: number;
  /** Requests of a person, or of an address without a key, each minute. */
  rateLimitPerMinute?: number;
  /** Wrong keys from an address each minute. */
  authFailuresPerMinute?: number;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  trustProxy?: readonly string[];
  maxEventLoopDelayMilliseconds?: number;
  maxConnections?: number;
  /** What a scraper of /metrics has to show; without one only this machine is answered. */
  metricsToken?: string | null;
}

export interface Host {
  readonly metrics: ServiceMetrics;
  readonly limits: Limits;
  /** Those who follow the feed live. */
  readonly followers: Followers;
  readonly metricsToken: string | null;
  readonly bodyLimitBytes: number;
  readonly attachmentLimitBytes: number;
  readonly importLimitBytes: number;
  /** Whether the process is about to end. */
  isDraining(): boolean;
  /** Whether the event loop can't keep up. */
  isOverloaded(): boolean;
}
