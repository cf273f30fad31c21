// The digests of the shipped policy sets, as they stand in policies/. The test of the sets says what they have to be.
export const SHIPPED = {
  strict: '6826e1578412db72c9d3a778401734f0bec8967152bf649b2751c45791e66417',
  balanced: '0a2af904d86703ec129bc2a151cf926bc0ea336fc8ac957be16bfbbe44f22cf1',
  observe: 'c7597413f4c469512fa8581ac6d62a55d828297b2e0957f69a6892eed2bf99a5',
} as const
export type ShippedSet = keyof typeof SHIPPED
