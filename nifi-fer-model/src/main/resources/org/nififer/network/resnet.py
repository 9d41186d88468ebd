# The convolutional baseline: a ResNet of bottleneck blocks (He et al., 2016, arXiv:1512.03385) as torchvision and timm have it, which
# stride in the 3 x 3 convolution. TorchScript, run by libtorch; the text is packed and loaded by TorchScriptProgram.java.
#
# The weights come in by name as the Dict w, under the names of torchvision and timm. The architecture is read off them: the depths of the
# stages from the names that exist. Convolutions compute in the type of their weights: bfloat16 or float16 ones (see to_type) give
# mixed precision, in which batch normalisation, the residual stream and the head stay float32.
#
# B images, C channels, H x W places. Type 5 is float16, 6 float32, 15 bfloat16.


def conv(x: Tensor, w: Dict[str, Tensor], p: str, stride: int) -> Tensor:
  # [B, C, H, W] -> [B, C', H / stride, W / stride], rounded up: padded by half the kernel, without bias
  weight = w[p + ".weight"]
  padding = weight.size(2) // 2
  return torch.conv2d(x.to(weight.dtype), weight, None, [stride, stride], [padding, padding]).to(6)


def batch_norm(x: Tensor, w: Dict[str, Tensor], p: str, training: bool, momentum: float) -> Tensor:
  # [B, C, H, W] -> [B, C, H, W]: in training by mean and variance of the batch, which the running statistics follow in place, else by the
  # latter. A layer whose weights get no gradient is frozen: it does not train.
  weight = w[p + ".weight"]
  trains = training and weight.requires_grad
  return torch.batch_norm(x, weight, w[p + ".bias"], w[p + ".running_mean"], w[p + ".running_var"], trains, momentum, 1e-5, True)


def drop_path(x: Tensor, rate: float) -> Tensor:
  # [B, C, H, W] -> [B, C, H, W]: stochastic depth (Huang et al., 2016), whole samples of a residual branch are left out
  if rate > 0.0:
    keep = torch.ge(torch.rand([x.size(0), 1, 1, 1], dtype=6, layout=None, device=x.device), rate)
    x = x * (keep.to(6) / (1.0 - rate))
  return x


def bottleneck(x: Tensor, w: Dict[str, Tensor], p: str, stride: int, drop: float, training: bool, momentum: float) -> Tensor:
  # [B, C, H, W] -> [B, 4 * inner, H / stride, W / stride]
  y = torch.relu(__torch__.batch_norm(__torch__.conv(x, w, p + "conv1", 1), w, p + "bn1", training, momentum))
  y = torch.relu(__torch__.batch_norm(__torch__.conv(y, w, p + "conv2", stride), w, p + "bn2", training, momentum))
  y = __torch__.batch_norm(__torch__.conv(y, w, p + "conv3", 1), w, p + "bn3", training, momentum)
  if p + "downsample.0.weight" in w:
    x = __torch__.batch_norm(__torch__.conv(x, w, p + "downsample.0", stride), w, p + "downsample.1", training, momentum)
  return torch.relu(x + __torch__.drop_path(y, drop))


def block_count(w: Dict[str, Tensor]) -> int:
  blocks, i = 0, 1
  while "layer{}.0.conv1.weight".format(i) in w:
    j = 0
    while "layer{}.{}.conv1.weight".format(i, j) in w:
      j += 1
    blocks += j
    i += 1
  return blocks


def pooled_features(x: Tensor, w: Dict[str, Tensor], drop_path_rate: float, training: bool, momentum: float) -> Tensor:
  # [B, 3, S, S] -> [B, C]: the mean over the places of the last stage
  x = torch.relu(__torch__.batch_norm(__torch__.conv(x, w, "conv1", 2), w, "bn1", training, momentum))
  x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])
  drop_step = drop_path_rate / float(max(__torch__.block_count(w) - 1, 1))
  block, i = 0, 1
  while "layer{}.0.conv1.weight".format(i) in w:
    j = 0
    while "layer{}.{}.conv1.weight".format(i, j) in w:
      stride = 1
      if i > 1 and j == 0:
        stride = 2
      x = __torch__.bottleneck(x, w, "layer{}.{}.".format(i, j), stride, drop_step * float(block), training, momentum)
      block += 1
      j += 1
    i += 1
  return x.mean([2, 3])


def head(pooled: Tensor, w: Dict[str, Tensor]) -> Tensor:
  # [B, C] -> [B, classes]
  return torch.linear(pooled, w["fc.weight"], w["fc.bias"])


def to_type(w: Dict[str, Tensor], dtype: int) -> Dict[str, Tensor]:
  # the filters get the type 5 or 15; batch normalisation and the head stay float32
  cast: Dict[str, Tensor] = {}
  for name, value in w.items():
    if value.dim() == 4:
      cast[name] = value.to(dtype)
    else:
      cast[name] = value
  return cast


class ResNet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self: __torch__.ResNet, x: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    # [B, 3, S, S] -> logits [B, classes], pooled [B, C] and, as nothing gates them, the same again
    pooled = __torch__.pooled_features(x, w, 0.0, False, 0.0)
    return (__torch__.head(pooled, w), pooled, pooled)

  def loss(self: __torch__.ResNet, x: Tensor, targets: Tensor, adjustment: Tensor, options: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    # images [B, 3, S, S], target distributions [B, classes], what the loss alone adds to the logits [classes],
    # options [drop path rate, 1 for mixed precision, momentum of the running statistics]
    # -> mean cross-entropy [], logits [B, classes]
    if float(options[1]) == 1.0:
      w = __torch__.to_type(w, 15)
    logits = __torch__.head(__torch__.pooled_features(x, w, float(options[0]), True, float(options[2])), w)
    return (torch.neg(torch.sum(targets * torch.log_softmax(logits + adjustment, -1), [-1])).mean(), logits)

  def prepare(self: __torch__.ResNet, size: Tensor, dtype: Tensor, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    # image side [], type of the matrix products [] -> a copy of the weights for many calls of forward, cast once
    copy: Dict[str, Tensor] = {}
    for name, value in w.items():
      copy[name] = value.clone()
    w = copy
    if int(dtype) != 6:
      w = __torch__.to_type(w, int(dtype))
    return w
