import * as z from 'zod'

/** A value that structured clone (MessagePort) and JSON (HTTP) carry alike. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export const Json: z.ZodType<Json> = z.json() as z.ZodType<Json>
