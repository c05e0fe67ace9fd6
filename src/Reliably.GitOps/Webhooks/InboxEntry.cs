using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reliably.GitOps.Webhooks;

/// <summary>A line of the inbox: a delivery that came in, or the name of one that is done. A line that was not written whole is told by its checksum.</summary>
internal sealed record InboxEntry
{
    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What came in; null for an entry that says that something is done.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>The delivery that is done.</summary>
    public string? Done { get; init; }

    public void WriteTo(ArrayBufferWriter<byte> writer)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, InboxJson.Default.InboxEntry);
        var line = writer.GetSpan(json.Length + 10);
        Checksum(json, line);
        line[8] = (byte)' ';
        json.CopyTo(line[9..]);
        line[9 + json.Length] = (byte)'\n';
        writer.Advance(json.Length + 10);
    }

    /// <summary>The entry of a line; null where it is not one that was written whole.</summary>
    public static InboxEntry? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length < 10 || line[8] != ' ') return null;
        Span<byte> checksum = stackalloc byte[8];
        Checksum(line[9..], checksum);
        if (!checksum.SequenceEqual(line[..8])) return null;
        try
        {
            return JsonSerializer.Deserialize(line[9..], InboxJson.Default.InboxEntry);
        }
        catch (JsonException)
        {
            // Its checksum is right, so another version wrote it.
            return null;
        }
    }

    private static void Checksum(ReadOnlySpan<byte> json, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        Convert.TryToHexStringLower(hash[..4], hex, out _);
    }
}

/// <summary>How the inbox writes its entries.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InboxEntry))]
internal sealed partial class InboxJson : JsonSerializerContext;
