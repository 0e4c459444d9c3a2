/** What a browser asks of the port's root, which links of MLflow's client lead to (`/#/experiments/…`). */
import * as z from 'zod'
import { pageHeaders, pageType, renderHomePage } from '../plain-page.ts'
import { chooseLanguage } from '../review-texts.ts'
import { defineRoute, RawAnswer, type Route } from '../route.ts'

export const homePageRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: '/',
    versions: [],
    input: z.object({}),
    handle: (_fields, { headers }) =>
      new RawAnswer(renderHomePage(chooseLanguage(headers['accept-language'])), pageType, 200, pageHeaders),
  }),
  defineRoute({
    methods: 'GET',
    path: '/favicon.ico',
    versions: [],
    input: z.object({}),
    handle: () => new RawAnswer('', 'image/x-icon', 204),
  }),
]
