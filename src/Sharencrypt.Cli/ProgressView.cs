using Sharencrypt.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sharencrypt.Cli;

/// <summary>Two moving lines on a terminal: the file under way and the whole, with what the receiver has confirmed.</summary>
internal sealed class ProgressView(string what, TimeProvider time)
{
    private const int MostNameLength = 32;
    private const double Unknown = 1;
    private const string NoName = "…"; // The library takes no empty one.

    private readonly RateMeter _rate = new(time);
    private readonly Lock _gate = new();
    private TransferProgress? _last;

    public async Task<TransferSummary> RunAsync(IAnsiConsole console, Func<IProgress<TransferProgress>, Task<TransferSummary>> transfer)
    {
        TransferSummary? summary = null;
        await console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new TextColumn(this))
            .StartAsync(async context =>
            {
                var total = context.AddTask(Markup.Escape(what), maxValue: Unknown);
                var current = context.AddTask(NoName, autoStart: true, maxValue: Unknown);
                summary = await transfer(new Sink(value => Show(value, total, current)));
            });
        return summary!; // The transfer has returned, or the line above has thrown.
    }

    private void Show(TransferProgress value, ProgressTask total, ProgressTask current)
    {
        lock (_gate)
        {
            _last = value;
            _rate.Add(value.ConfirmedBytes);
            total.IsIndeterminate = value.TotalBytes is null;
            Set(total, value.ConfirmedBytes, value.TotalBytes ?? 0);
            current.Description = value.CurrentName is { } name ? Markup.Escape(Shorten(name)) : NoName;
            Set(current, value.CurrentBytes, value.CurrentTotalBytes);
        }
    }

    private static void Set(ProgressTask task, long value, long maximum)
    {
        task.MaxValue = Math.Max(maximum, Unknown);
        task.Value = Math.Min(value, task.MaxValue);
    }

    private static string Shorten(string name) => name.Length <= MostNameLength ? name : "…" + name[^(MostNameLength - 1)..];

    private string TotalText()
    {
        lock (_gate)
        {
            if (_last is not { } value)
            {
                return "waiting for the answer";
            }

            var of = value.TotalBytes is { } total ? $" of {ByteText.Of(total)}" : "";
            var files = value.TotalItems > 1 ? $"  {value.ConfirmedItems}/{value.TotalItems} files" : "";
            var left = _rate.Remaining(value.ConfirmedBytes, value.TotalBytes) is { } time ? $"  {time:hh\\:mm\\:ss} left" : "";
            return $"{ByteText.Of(value.ConfirmedBytes)}{of}{files}  {ByteText.Of((long)_rate.BytesPerSecond)}/s{left}";
        }
    }

    private sealed class Sink(Action<TransferProgress> show) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => show(value);
    }

    private sealed class TextColumn(ProgressView view) : ProgressColumn
    {
        private const int Width = 64;

        protected override bool NoWrap => true;

        // Measured once otherwise, when there is little to say yet.
        public override int? GetColumnWidth(RenderOptions options) => Width;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Id == 0 ? view.TotalText() : "");
    }
}
