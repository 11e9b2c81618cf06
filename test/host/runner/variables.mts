/** Environment variable that names the file which gets what VS Code writes on its console. */
export const consoleFileVariable = 'STEERSCOPE_TEST_CONSOLE';

/** Environment variable with the milliseconds after which a run counts as hanging. */
export const timeLimitVariable = 'STEERSCOPE_TEST_TIME_LIMIT';
