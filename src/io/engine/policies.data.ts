// The digests of the shipped policy sets, as they stand in policies/. The test of the sets says what they have to be.
export const SHIPPED = {
  strict: '054113f7b91be42b922c0fde4a7737021b1ec0a3d1ea705f121a50e027d9a854',
  balanced: '823664743db010d99f60110f60769800a1c0321912ae3e988f076ae2ffb771bc',
  observe: 'c7597413f4c469512fa8581ac6d62a55d828297b2e0957f69a6892eed2bf99a5',
} as const
export type ShippedSet = keyof typeof SHIPPED
