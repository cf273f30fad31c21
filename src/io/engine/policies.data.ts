// The digests of the shipped policy sets, as they stand in policies/. The test of the sets says what they have to be.
export const SHIPPED = {
  strict: '1bfadac493e484fe0231a30f025ecad0fdae186c22bed9636726b613164ddeda',
  balanced: '867548d02e792e46f66f5e489145d24d6149c482e6a90122a92be573c070d6c0',
  observe: 'c7597413f4c469512fa8581ac6d62a55d828297b2e0957f69a6892eed2bf99a5',
} as const
export type ShippedSet = keyof typeof SHIPPED
