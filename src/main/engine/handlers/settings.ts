import SqliteDatabase from 'better-sqlite3'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function settingsHandlers(os: Implementer, services: Services) {
  const { settings, bus, version, host, dataFolder } = services
  return {
    get: os.settings.get.handler(() => settings.get()),
    update: os.settings.update.handler(async ({ input }) => {
      const { before, after } = settings.update(input)
      if (after.isAirGapped && !before.isAirGapped) services.outside.egress.cut()
      bus.publish({ topic: 'settings' })
      await services.applySettings()
      return after
    }),
    about: os.settings.about.handler(() => ({
      version,
      host,
      node: process.versions.node,
      sqlite: readSqliteVersion(),
      dataFolder,
    })),
  }
}

function readSqliteVersion(): string {
  const db = new SqliteDatabase(':memory:')
  try {
    return db.prepare('SELECT sqlite_version()').pluck().get() as string
  } finally {
    db.close()
  }
}
