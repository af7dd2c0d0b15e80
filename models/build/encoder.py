"""The encoder: a post-LN BERT, and linear heads over pooled token states."""
import torch
import torch.nn.functional as F
from torch import nn

from aspects import ASPECTS

# Outputs of each head. `label`, `lean`, `strength`, `stars`, `emotion` and `effort` read whole
# comments, `polarity` also opinion units, `aspect` mentions of an aspect by its words, `opinion`
# the tokens that speak of a learnt aspect.
HEADS = {
    "label": ["negative", "neutral", "positive", "mixed"],
    "lean": ["negative", "even", "positive"],
    "strength": ["0", "1", "2", "3"],
    "polarity": ["negative", "neutral", "positive"],
    "aspect": ["negative", "neutral", "positive"],
    "opinion": ["negative", "neutral", "positive"],
    "stars": ["1", "2", "3", "4", "5"],
    "emotion": ["satisfied", "dissatisfied", "angry", "joyful", "worried", "disappointed", "surprised", "none"],
    "effort": ["high", "low", "none"],
}
# Where the logit of an aspect starts: rare, and found at any of some thirty tokens.
RARE = -7.5


class Layer(nn.Module):
    def __init__(self, hidden, heads, feed_forward, epsilon, dropout):
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.attention_output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.feed_in = nn.Linear(hidden, feed_forward)
        self.feed_out = nn.Linear(feed_forward, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, states, mask):
        batch, length, hidden = states.shape
        query, key, value = self.qkv(states).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU the backward pass of the fused attention is far slower.
        scores = query * (hidden // self.heads) ** -0.5 @ key.transpose(2, 3) + mask
        context = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, hidden)
        states = self.attention_norm(states + self.dropped(self.attention_output(context)))
        return self.output_norm(states + self.dropped(self.feed_out(F.gelu(self.feed_in(states)))))

    def dropped(self, states):
        """Dropout of whole features of a text: as good here, and cheap on a CPU."""
        return F.dropout1d(states.transpose(1, 2), self.dropout).transpose(1, 2) if self.training else states


class Encoder(nn.Module):
    """Token ids [batch, length] to states [batch, length, hidden]; word embeddings stay as they are."""

    def __init__(self, words, positions, hidden, layers, heads, feed_forward, epsilon, dropout=0.1):
        super().__init__()
        self.config = dict(hidden=hidden, layers=layers, heads=heads, feed_forward=feed_forward, epsilon=epsilon)
        self.dropout = dropout
        self.words = nn.Embedding(words, hidden)
        self.words.weight.requires_grad_(False)
        self.positions = nn.Embedding(positions, hidden)
        self.embedding_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.layers = nn.ModuleList(Layer(hidden, heads, feed_forward, epsilon, dropout) for _ in range(layers))
        self.outputs = nn.ModuleDict({name: nn.Linear(hidden, len(classes)) for name, classes in HEADS.items()})
        # How much a token speaks of each aspect; how much the comment as a whole does; what a
        # term of the aspect adds.
        self.query = nn.Linear(hidden, len(ASPECTS))
        self.topic = nn.Linear(hidden, len(ASPECTS), bias=False)
        self.term = nn.Parameter(torch.ones(len(ASPECTS)))
        nn.init.normal_(self.query.weight, std=0.02)
        nn.init.constant_(self.query.bias, RARE)
        nn.init.zeros_(self.topic.weight)

    def forward(self, ids, lengths):
        place = torch.arange(ids.shape[1], device=ids.device)
        states = self.embedding_norm(self.words(ids) + self.positions(place))
        mask = torch.where(place < lengths[:, None], 0.0, -1e4)[:, None, None, :].to(torch.bfloat16 if self.training else torch.float32)
        for layer in self.layers:
            states = layer(states, mask)
        return states

    def aspects(self, states, lengths, terms):
        """Logit of the presence of each aspect [batch, aspects], and how the tokens share in it.

        The logit is the log of the summed exponentials over the tokens: one token suffices, and
        many weak hints add up. `terms` [batch, aspects] is 1 where a term of the aspect stands.
        """
        inside = torch.arange(states.shape[1], device=states.device) < lengths[:, None]
        said = self.query(states).masked_fill(~inside[..., None], -1e4)
        mean = (states * inside[..., None]).sum(1) / lengths[:, None]
        return said.logsumexp(1) + self.topic(mean) + self.term * terms, said.softmax(1)

    def pooled(self, states, spans):
        """Mean state of each span (row, first token, end token): [spans, hidden]."""
        length = states.shape[1]
        pool = torch.zeros(len(spans), states.shape[0] * length, device=states.device)
        for i, (row, start, end) in enumerate(spans):
            pool[i, row * length + start : row * length + end] = 1.0 / (end - start)
        return pool @ states.reshape(-1, states.shape[2]).float()


def from_source(source, kept, layers, positions=512, dropout=0.1):
    """Takes the rows `kept` of the vocabulary and the layers of the given numbers from the source."""
    hidden, inner = source.hidden, source.feed_forward
    model = Encoder(len(kept), positions, hidden, len(layers), source.heads, inner, source.epsilon, dropout)

    def put(parameter, name, *shape):
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(source.tensor(name, *shape)))

    with torch.no_grad():
        model.words.weight.copy_(torch.from_numpy(source.tensor("emb.word", -1, hidden)[kept]))
        types = torch.from_numpy(source.tensor("emb.type", -1, hidden)[0])
        model.positions.weight.copy_(torch.from_numpy(source.tensor("emb.pos", -1, hidden)[:positions]) + types)
    put(model.embedding_norm.weight, "emb.ln.w", hidden)
    put(model.embedding_norm.bias, "emb.ln.b", hidden)
    for layer, number in zip(model.layers, layers):
        prefix = f"l{number}."
        for part, name in enumerate("qkv"):
            rows = slice(part * hidden, (part + 1) * hidden)
            put(layer.qkv.weight[rows], f"{prefix}{name}.w", hidden, hidden)
            put(layer.qkv.bias[rows], f"{prefix}{name}.b", hidden)
        put(layer.attention_output.weight, prefix + "ao.w", hidden, hidden)
        put(layer.attention_output.bias, prefix + "ao.b", hidden)
        put(layer.attention_norm.weight, prefix + "aln.w", hidden)
        put(layer.attention_norm.bias, prefix + "aln.b", hidden)
        put(layer.feed_in.weight, prefix + "fi.w", inner, hidden)
        put(layer.feed_in.bias, prefix + "fi.b", inner)
        put(layer.feed_out.weight, prefix + "fo.w", hidden, inner)
        put(layer.feed_out.bias, prefix + "fo.b", hidden)
        put(layer.output_norm.weight, prefix + "oln.w", hidden)
        put(layer.output_norm.bias, prefix + "oln.b", hidden)
    return model
