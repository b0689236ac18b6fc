using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>One comparison of the table.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="What">What the figure is.</param>
/// <param name="Goal">What it should be.</param>
/// <param name="Needs">Commands that it starts, our own apart.</param>
/// <param name="RunAsync">Measures it.</param>
internal sealed record BenchRow(string Name, string What, Goal Goal, IReadOnlyList<string> Needs, Func<Stage, Task<IReadOnlyList<Figure>>> RunAsync);

/// <summary>A figure of a row.</summary>
/// <param name="Ours">What was measured.</param>
/// <param name="Against">What it was compared with, and the absolute values behind a ratio.</param>
/// <param name="What">What the figure is, where its row has several.</param>
/// <param name="Goal">Its goal, where it is not the row's.</param>
internal sealed record Figure(Spread Ours, string Against, string? What = null, Goal? Goal = null);
