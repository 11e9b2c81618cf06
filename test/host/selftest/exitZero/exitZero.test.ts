suite('An extension host that leaves', () => {
  test('calls exit with success', () => {
    process.exit(0);
  });
});
