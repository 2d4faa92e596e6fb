// The end-to-end tests: real Chromium, real server, real SRT. `node tests/e2e/run.mjs [part of a name]`.
// JIANGTANG_BIN names the program under test, JIANGTANG_WEB the folder of the pages.
import { run } from './check.mjs'
import { close_shared } from './browser.mjs'
import './scenarios/question.mjs'
import './scenarios/show.mjs'
import './scenarios/moderation.mjs'
import './scenarios/keyboard.mjs'
import './scenarios/hostile.mjs'
import './scenarios/door.mjs'
import './scenarios/offline.mjs'
import './scenarios/badges.mjs'
import './scenarios/delegation.mjs'
import './scenarios/access.mjs'
import './scenarios/import.mjs'
import './scenarios/rules.mjs'
import './scenarios/seats.mjs'
import './scenarios/privacy.mjs'
import './scenarios/secure.mjs'
import './scenarios/organizer.mjs'
import './scenarios/messages.mjs'
import './scenarios/letters.mjs'
import './scenarios/pages.mjs'
import './scenarios/signal.mjs'
import './scenarios/other_players.mjs'
import './scenarios/outages.mjs'
import './scenarios/playlists.mjs'
import './scenarios/stream.mjs'
import './scenarios/player.mjs'
import './scenarios/sync.mjs'

const failed = await run(process.argv[2])
await close_shared()
process.exitCode = failed ? 1 : 0
