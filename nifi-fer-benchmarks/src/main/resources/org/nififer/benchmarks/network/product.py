# Products of two matrices, for the peak of the machine: bfloat16 has no name in DJL, so it is cast and multiplied here.


class MatrixProduct(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self: __torch__.MatrixProduct, x: Tensor, options: Tensor) -> Tensor:
    # [N, N], [1 for bfloat16, number of products] -> []
    if float(options[0]) == 1.0:
      x = x.to(15)
    y = x
    for i in range(int(options[1])):
      y = torch.matmul(x, x)
    return y.select(0, 0).select(0, 0).to(6)
