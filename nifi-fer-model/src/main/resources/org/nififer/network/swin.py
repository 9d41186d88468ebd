# The network: a Swin Transformer (Liu et al., 2021, arXiv:2103.14030) with squeeze-and-excitation before the head
# (Vats and Chadha, 2023, section 3.5). TorchScript, run by libtorch; the text is packed and loaded by TorchScriptProgram.java.
#
# The weights come in by name as the Dict w, under the names of timm. The architecture is read off them: depths from the
# names that exist, window and heads from the relative position bias tables, squeeze-and-excitation from se.fc1.weight, convolutions before
# the first stage from patch_embed.backbone, which is where timm's HybridEmbed has them.
# Everything computes in the type of the weights it meets: bfloat16 or float16 ones (see to_type) give mixed precision, in which
# the residual stream, LayerNorm and the head stay float32.
#
# B images, H x W tokens, C channels, nW windows an image, N = window * window tokens a window. Type 5 is float16, 6 float32, 15 bfloat16.


def window_partition(x: Tensor, window: int) -> Tensor:
  # [B, H, W, C] -> [B * nW, N, C]; H and W are multiples of the window
  b, h, w, c = x.size(0), x.size(1), x.size(2), x.size(3)
  x = x.view([b, h // window, window, w // window, window, c])
  return x.permute([0, 1, 3, 2, 4, 5]).reshape([-1, window * window, c])


def relative_position_index(window: int, like: Tensor) -> Tensor:
  # -> [N, N]: for each pair of tokens of a window the row of the bias table that belongs to their distance
  axis = torch.arange(window, dtype=4, layout=None, device=like.device)
  rows = axis.view([window, 1]).expand([window, window]).reshape([-1])
  columns = axis.view([1, window]).expand([window, window]).reshape([-1])
  row_distance = rows.view([-1, 1]) - rows.view([1, -1]) + (window - 1)
  column_distance = columns.view([-1, 1]) - columns.view([1, -1]) + (window - 1)
  return row_distance * (2 * window - 1) + column_distance


def padding_of(size: int, window: int) -> int:
  # rows or columns of padding at the end that make the size a multiple of the window
  return (window - size % window) % window


def region(size: int, window: int, shift: int, like: Tensor) -> Tensor:
  # -> [size + padding]: of each row or column, once it is padded and shifted, 0, 1 or 2 for the part of the image that it came from, 3 for padding
  padded = size + __torch__.padding_of(size, window)
  position = torch.arange(padded, dtype=4, layout=None, device=like.device)
  part = torch.ge(position, padded - window).to(4) + torch.ge(position, padded - shift).to(4)
  return torch.masked_fill(part, torch.ge((position + shift) % padded, size), 3)


def attention_mask(h: int, w: int, window: int, shift: int, like: Tensor) -> Tensor:
  # -> [nW, N, N]: 0 between tokens of one region, -100 between tokens that only the cyclic shift made neighbours, and from tokens to padding
  rows = __torch__.region(h, window, shift, like).view([1, -1, 1, 1])
  columns = __torch__.region(w, window, shift, like).view([1, 1, -1, 1])
  regions = __torch__.window_partition(rows * 4 + columns, window).squeeze(-1)
  differs = torch.ne(regions.unsqueeze(1), regions.unsqueeze(2))
  return differs.to(6) * -100.0


def attention_bias(table: Tensor, h: int, w: int, window: int, shift: int) -> Tensor:
  # [(2 * window - 1) ** 2, heads] -> [nW, heads, N, N], or [1, heads, N, N] where nothing is shifted or padded
  n = window * window
  index = __torch__.relative_position_index(window, table).view([-1])
  bias = table.index_select(0, index).view([n, n, -1]).permute([2, 0, 1]).unsqueeze(0)
  if shift + __torch__.padding_of(h, window) + __torch__.padding_of(w, window) > 0:
    bias = bias + __torch__.attention_mask(h, w, window, shift, table).unsqueeze(1)
  return bias


def linear(x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:
  # [..., in] -> [..., out]
  weight = w[p + ".weight"]
  return torch.linear(x.to(weight.dtype), weight, w[p + ".bias"])


def layer_norm(x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:
  # [..., C] -> [..., C]
  return torch.layer_norm(x, [x.size(-1)], w[p + ".weight"], w[p + ".bias"], 1e-5)


def split_heads(qkv: Tensor, window: int, heads: int) -> Tensor:
  # [B, H, W, 3 * C] -> [3, B * nW, heads, N, C / heads]: windows and heads in one copy
  b, h, w = qkv.size(0), qkv.size(1), qkv.size(2)
  qkv = qkv.view([b, h // window, window, w // window, window, 3, heads, -1])
  return qkv.permute([5, 0, 1, 3, 6, 2, 4, 7]).reshape([3, -1, heads, window * window, qkv.size(7)])


def join_heads(x: Tensor, window: int, h: int, w: int) -> Tensor:
  # [B * nW, heads, N, C / heads] -> [B, H, W, C]
  heads, width = x.size(1), x.size(3)
  x = x.reshape([-1, h // window, w // window, heads, window, window, width])
  return x.permute([0, 1, 4, 2, 5, 3, 6]).reshape([-1, h, w, heads * width])


def attention(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
  # three times [B * nW, heads, N, D], [nW or 1, heads, N, N] -> [B * nW, heads, N, D]
  windows, heads, n, width = bias.size(0), query.size(1), query.size(2), query.size(3)
  scores = torch.matmul(query * (width ** -0.5), key.transpose(-2, -1))
  scores = scores.view([-1, windows, heads, n, n]) + bias.to(scores.dtype)
  return torch.matmul(torch.softmax(scores, -1).view([-1, heads, n, n]), value)


def fused_attention(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
  # the same without a gradient for the bias; the windows of an image become heads, so that the images share biases and masks
  if query.size(2) >= 64 and query.dtype != 6 and not query.is_cuda:
    # on CPUs with AMX libtorch 2.7.1 packs so many keys and values for kernels of their own, which have ended the process with SIGSEGV
    return __torch__.attention(query, key, value, bias)
  shape = [-1, bias.size(0) * bias.size(1), query.size(2), query.size(3)]
  bias = bias.view([1, shape[1], shape[2], shape[2]])
  return torch.scaled_dot_product_attention(query.view(shape), key.view(shape), value.view(shape), bias).reshape(query.size())


def drop_path(x: Tensor, rate: float) -> Tensor:
  # [B, H, W, C] -> [B, H, W, C]: stochastic depth (Huang et al., 2016), whole samples of a residual branch are left out
  if rate > 0.0:
    keep = torch.ge(torch.rand([x.size(0), 1, 1, 1], dtype=6, layout=None, device=x.device), rate)
    x = x * (keep.to(6) / (1.0 - rate)).to(x.dtype)
  return x


def window_of(table: Tensor) -> int:
  # the window size of a relative position bias table [(2 * window - 1) ** 2, heads]
  window = 1
  while (2 * window - 1) * (2 * window - 1) < table.size(0):
    window += 1
  return window


def shift_of(block: int, h: int, w: int, window: int) -> int:
  # every second block shifts its windows by half, unless one window covers everything
  shift = 0
  if block % 2 == 1 and min(h, w) > window:
    shift = window // 2
  return shift


def swin_block(x: Tensor, w: Dict[str, Tensor], p: str, block: int, drop: float) -> Tensor:
  # [B, H, W, C] -> [B, H, W, C]
  h, wd = x.size(1), x.size(2)
  table = w[p + "attn.relative_position_bias_table"]
  window = __torch__.window_of(table)
  shift = __torch__.shift_of(block, h, wd, window)
  bottom, right = __torch__.padding_of(h, window), __torch__.padding_of(wd, window)

  y = __torch__.layer_norm(x, w, p + "norm1")
  if bottom + right > 0:
    y = torch.constant_pad_nd(y, [0, 0, 0, right, 0, bottom], 0.0)
  if shift > 0:
    y = y.roll([-shift, -shift], [1, 2])
  qkv = __torch__.split_heads(__torch__.linear(y, w, p + "attn.qkv"), window, table.size(1))
  query, key, value = qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2)
  if p + "attn.bias" in w:
    y = __torch__.fused_attention(query, key, value, w[p + "attn.bias"])
  else:
    y = __torch__.attention(query, key, value, __torch__.attention_bias(table, h, wd, window, shift))
  y = __torch__.linear(__torch__.join_heads(y, window, h + bottom, wd + right), w, p + "attn.proj")
  if shift > 0:
    y = y.roll([shift, shift], [1, 2])
  if bottom + right > 0:
    y = y.slice(1, 0, h, 1).slice(2, 0, wd, 1)
  x = x + __torch__.drop_path(y, drop)

  y = __torch__.linear(__torch__.layer_norm(x, w, p + "norm2"), w, p + "mlp.fc1")
  y = __torch__.linear(torch.gelu(y), w, p + "mlp.fc2")
  return x + __torch__.drop_path(y, drop)


def patch_merging(x: Tensor, w: Dict[str, Tensor], p: str) -> Tensor:
  # [B, H, W, C] -> [B, H / 2, W / 2, 2 * C]; odd sides are padded by one row or column of zeros
  b, c = x.size(0), x.size(3)
  if x.size(1) % 2 + x.size(2) % 2 > 0:
    x = torch.constant_pad_nd(x, [0, 0, 0, x.size(2) % 2, 0, x.size(1) % 2], 0.0)
  h, wd = x.size(1), x.size(2)
  x = x.view([b, h // 2, 2, wd // 2, 2, c]).permute([0, 1, 3, 4, 2, 5]).reshape([b, h // 2, wd // 2, 4 * c])
  x = __torch__.layer_norm(x, w, p + "norm")
  weight = w[p + "reduction.weight"]
  return torch.linear(x.to(weight.dtype), weight)


def convolution_count(w: Dict[str, Tensor]) -> int:
  # of a patch embedding by convolutions (Xiao et al., 2021, arXiv:2106.14881) those before the last, else 0
  count = 0
  while "patch_embed.backbone.{}.conv.weight".format(count) in w:
    count += 1
  return count


def patch_size(w: Dict[str, Tensor]) -> int:
  # the side of the square that makes one token: of its projection, or what the convolutions halve; all do but the second
  patch = w["patch_embed.proj.weight"].size(2)
  count = __torch__.convolution_count(w)
  if count > 0:
    patch = 1 << count
  return patch


def convolution(x: Tensor, w: Dict[str, Tensor], p: str, stride: int) -> Tensor:
  # [B, C, H, W] -> [B, C', H / stride, W / stride], 3 x 3, padded by zeros
  return torch.conv2d(x, w[p + ".weight"], w[p + ".bias"], [stride, stride], [1, 1])


def patch_embed(x: Tensor, w: Dict[str, Tensor]) -> Tensor:
  # [B, 3, S, S] -> [B, S / patch, S / patch, C]
  weight = w["patch_embed.proj.weight"]
  x = x.to(weight.dtype)
  count = __torch__.convolution_count(w)
  if count == 0:
    x = torch.conv2d(x, weight, w["patch_embed.proj.bias"], [weight.size(2), weight.size(2)])
  else:
    # channels last in memory (2), in which a CPU convolves half again as fast
    x = x.contiguous(memory_format=2)
    for i in range(count):
      x = torch.gelu(__torch__.convolution(x, w, "patch_embed.backbone.{}.conv".format(i), 1 if i == 1 else 2))
    x = __torch__.convolution(x, w, "patch_embed.proj", 1 if count == 1 else 2)
  return __torch__.layer_norm(x.permute([0, 2, 3, 1]).to(6), w, "patch_embed.norm")


def block_count(w: Dict[str, Tensor]) -> int:
  blocks, i = 0, 0
  while "layers.{}.blocks.0.norm1.weight".format(i) in w:
    j = 0
    while "layers.{}.blocks.{}.norm1.weight".format(i, j) in w:
      j += 1
    blocks += j
    i += 1
  return blocks


def pooled_features(x: Tensor, w: Dict[str, Tensor], drop_path_rate: float) -> Tensor:
  # [B, 3, S, S] -> [B, C]: the mean of the last stage's tokens, which is also the squeeze
  x = __torch__.patch_embed(x, w)
  drop_step = drop_path_rate / float(max(__torch__.block_count(w) - 1, 1))
  block, i = 0, 0
  while "layers.{}.blocks.0.norm1.weight".format(i) in w:
    p = "layers.{}.".format(i)
    if p + "downsample.reduction.weight" in w:
      x = __torch__.patch_merging(x, w, p + "downsample.").to(6)
    j = 0
    while p + "blocks.{}.norm1.weight".format(j) in w:
      x = __torch__.swin_block(x, w, p + "blocks.{}.".format(j), j, drop_step * float(block))
      block += 1
      j += 1
    i += 1
  return __torch__.layer_norm(x, w, "norm").mean([1, 2])


def excitation(pooled: Tensor, w: Dict[str, Tensor]) -> Tensor:
  # [B, C] -> [B, C]: every channel times its gate in 0..1 (Hu et al., 2018); unchanged without the se weights
  gated = pooled
  if "se.fc1.weight" in w:
    gate = __torch__.linear(torch.relu(__torch__.linear(pooled, w, "se.fc1")), w, "se.fc2")
    gated = pooled * torch.sigmoid(gate)
  return gated


def to_type(w: Dict[str, Tensor], dtype: int) -> Dict[str, Tensor]:
  # what multiplies matrices gets the type 5 or 15; norms, bias tables, excitation and head stay float32
  cast: Dict[str, Tensor] = {}
  for name, value in w.items():
    if name.startswith("se.") or name.startswith("head.") or name.find("norm") >= 0 or name.endswith("_table"):
      cast[name] = value
    else:
      cast[name] = value.to(dtype)
  return cast


class Swin(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def forward(self: __torch__.Swin, x: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    # [B, 3, S, S] -> logits [B, classes], pooled [B, C], gated [B, C]
    pooled = __torch__.pooled_features(x, w, 0.0)
    gated = __torch__.excitation(pooled, w)
    return (__torch__.linear(gated, w, "head.fc"), pooled, gated)

  def loss(self: __torch__.Swin, x: Tensor, targets: Tensor, adjustment: Tensor, options: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    # images [B, 3, S, S], target distributions [B, classes], what the loss alone adds to the logits [classes],
    # options [drop path rate, 1 for mixed precision, what other networks need]
    # -> mean cross-entropy [], logits [B, classes]
    if float(options[1]) == 1.0:
      w = __torch__.to_type(w, 15)
    gated = __torch__.excitation(__torch__.pooled_features(x, w, float(options[0])), w)
    logits = __torch__.linear(gated, w, "head.fc")
    return (torch.neg(torch.sum(targets * torch.log_softmax(logits + adjustment, -1), [-1])).mean(), logits)

  def prepare(self: __torch__.Swin, size: Tensor, dtype: Tensor, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    # image side [], type of the matrix products [] -> a copy of the weights for many calls of forward: cast once, biases and masks spread out once
    copy: Dict[str, Tensor] = {}
    for name, value in w.items():
      copy[name] = value.clone()
    w = copy
    side = int(size) // __torch__.patch_size(w)
    if int(dtype) != 6:
      w = __torch__.to_type(w, int(dtype))
    i = 0
    while "layers.{}.blocks.0.norm1.weight".format(i) in w:
      if "layers.{}.downsample.reduction.weight".format(i) in w:
        side = (side + 1) // 2
      j = 0
      while "layers.{}.blocks.{}.norm1.weight".format(i, j) in w:
        p = "layers.{}.blocks.{}.attn.".format(i, j)
        table = w[p + "relative_position_bias_table"]
        window = __torch__.window_of(table)
        shift = __torch__.shift_of(j, side, side, window)
        bias = __torch__.attention_bias(table, side, side, window, shift).contiguous()
        if bias.is_cuda:
          # the fused attention of CPUs adds float32 to scores of any type, which is more exact; that of GPUs wants their type
          bias = bias.to(w[p + "qkv.weight"].dtype)
        w[p + "bias"] = bias
        j += 1
      i += 1
    return w
