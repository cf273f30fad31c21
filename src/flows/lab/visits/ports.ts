// Where things listen in the network of the lab. Nothing else lives in it.

export const PORTS = {
  /** The careless server of a control. */
  bare: 8090,
  issuer: 8091,
  /** What lies inside (lab/fixtures/sink.mjs). */
  inside: 8092,
  /** The same server behind `serve`. */
  served: 8093,
} as const

export const addressOf = (port: number): string => `http://127.0.0.1:${port}`
