// transformers.js throws at load unless its image library is truthy; text models never call it.
module.exports = () => {
  throw new Error('Steerscope handles text models only.');
};
