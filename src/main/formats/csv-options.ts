/**
 * How every CSV is written. Texts that a spreadsheet would run as a formula get a leading apostrophe. Rows end as in RFC 4180; readers that
 * take a lone line feed or carriage return for the end of a row must find it quoted.
 */
export const csvOptions = { escape_formulas: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const
