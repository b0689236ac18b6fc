using System.Globalization;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests.Files;

/// <summary>What the system is asked for past .NET.</summary>
public sealed class NativeFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("1960-03-01T10:00:00.2500000Z")]
    [InlineData("1969-12-31T23:59:59.9990000Z")]
    [InlineData("1970-01-01T00:00:00.0000000Z")]
    [InlineData("2031-01-02T03:04:05.6780000Z")]
    public void A_file_is_dated_to_the_millisecond_and_nothing_else_of_it_changes(string text)
    {
        var time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        var accessed = new DateTime(2020, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        var path = _folder.Write("file", [1, 2, 3]);
        File.SetLastAccessTimeUtc(path, accessed);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            NativeFile.SetModified(file, time);
        }

        File.GetLastWriteTimeUtc(path).Should().Be(time.UtcDateTime);
        File.GetLastAccessTimeUtc(path).Should().Be(accessed);
    }

    public void Dispose() => _folder.Dispose();
}
