using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>What somebody else writes to the control module's socket: it lies in the folder that a run shares with its container.</summary>
public sealed class ModuleChannelTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly RunControl control = new(TimeProvider.System);
    private readonly Heard heard = new();
    private int undone;

    public void Dispose()
    {
        control.Dispose();
        folder.Dispose();
    }

    [LinuxFact]
    public async Task A_line_without_end_is_not_kept_and_what_follows_is_heard()
    {
        await using var channel = Open();
        await using var stream = Connect();
        var piece = new byte[1 << 20];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200; i++) await stream.WriteAsync(piece);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(50 << 20);
        await stream.WriteAsync("\n{\"event\": \"log\", \"text\": \"still there\"}\n"u8.ToArray());
        (await heard.NextAsync()).ShouldBeOfType<RunEvent.LogLine>().Text.ShouldBe("still there");
    }

    [LinuxFact]
    public async Task What_is_started_before_rollbacks_is_started_once_however_often_it_is_asked_for()
    {
        await using var channel = Open();
        await using var stream = Connect();
        using var reader = new StreamReader(stream);
        for (var i = 0; i < 1000; i++)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{{\"ask\": {i}, \"before\": \"rollbacks\"}}\n"));
            if (i >= 50) (await AnswerAsync(reader)).ShouldContain("\"go\":true"); // fifty at a time, as far as a socket's buffer allows
        }

        for (var i = 0; i < 50; i++) (await AnswerAsync(reader)).ShouldContain("\"go\":true");
        undone.ShouldBe(1);
    }

    [LinuxFact]
    public async Task Lines_of_rubbish_are_left_out()
    {
        await using var channel = Open();
        await using var stream = Connect();
        foreach (var rubbish in (string[])["", "{", "[]", "null", "{\"ask\": -1}", "{\"ask\": 1e400}", "{\"event\": {}}", new string('[', 200_000), "\0\u0001"]) await stream.WriteAsync(Encoding.UTF8.GetBytes(rubbish + "\n"));
        await stream.WriteAsync(new byte[] { 0xff, 0xfe, 0x80, (byte)'\n' });
        await stream.WriteAsync("{\"event\": \"log\", \"text\": \"after\"}\n"u8.ToArray());
        (await heard.NextAsync()).ShouldBeOfType<RunEvent.LogLine>().Text.ShouldBe("after");
    }

    private static async Task<string> AnswerAsync(StreamReader reader) => (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!;

    private ModuleChannel Open() => ModuleChannel.Open(folder.Path, new()
    {
        Progress = heard,
        Signals = control.Signals,
        Clock = TimeProvider.System,
        BeforeRollbacks = () => Interlocked.Increment(ref undone),
    })!;

    private NetworkStream Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(folder["control.sock"]));
        return new(socket, ownsSocket: true);
    }

    private sealed class Heard : IProgress<RunEvent>
    {
        private readonly BlockingCollection<RunEvent> events = [];

        public void Report(RunEvent value) => events.Add(value);

        public Task<RunEvent> NextAsync() => Task.Run(() => events.TryTake(out var next, TimeSpan.FromSeconds(60)) ? next : throw new TimeoutException());
    }
}
