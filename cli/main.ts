#!/usr/bin/env node
import { main } from './run.js';
import { endQuietlyOnClosedPipe } from './screen.js';

endQuietlyOnClosedPipe();
process.exitCode = await main(process.argv.slice(2));
