import numpy as np
import onnxruntime as ort

from models.onnx_graph import Graph


def run(graph, **inputs):
    return ort.InferenceSession(graph.model(), providers=["CPUExecutionProvider"]).run(None, inputs)


def test_what_is_built_is_what_runs():
    graph = Graph()
    x = graph.input("x")
    low, high = graph.split("Split", x, graph.integers(1, 300), names=("low", ""), axis=-1)
    turned = graph.add("Transpose", high, perm=[1, 0])
    graph.add("LeakyRelu", turned, name="high", alpha=0.25)
    for name in (low, "high"):
        graph.output(name)
    values = np.linspace(-1, 1, 602, dtype=np.float32).reshape(2, 301)
    first, second = run(graph, x=values)
    assert np.array_equal(first, values[:, :1])
    rest = values[:, 1:].T
    assert np.allclose(second, np.where(rest < 0, rest / 4, rest))


def test_constants_keep_type_shape_and_values():
    graph = Graph()
    table = np.arange(-20_000, 20_000, dtype=np.float32).reshape(200, 200)  # longer than two bytes can say
    graph.output(graph.add("Gather", graph.constant(table), graph.integers(-1, 3), name="y", axis=0))
    assert np.array_equal(run(graph)[0], table[[-1, 3]])
