suite('An extension host that is killed', () => {
  test('passes before', () => undefined);

  test('is killed', () => {
    process.kill(process.pid, 'SIGKILL');
  });
});
