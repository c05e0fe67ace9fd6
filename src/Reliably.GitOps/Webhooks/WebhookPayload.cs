using System.Text.Json;

namespace Reliably.GitOps.Webhooks;

/// <summary>Reads what is kept of a payload in one pass over its bytes, without building any of it in memory.</summary>
internal static class WebhookPayload
{
    /// <summary>Names longer than this are nobody's: GitHub allows 39 + 1 + 100 characters for a repository and 255 bytes for a ref.</summary>
    private const int LongestText = 300;

    /// <summary>The delivery of a payload; null where the payload is not a JSON object.</summary>
    public static WebhookDelivery? Read(string id, string name, ReadOnlySpan<byte> body)
    {
        var delivery = new WebhookDelivery { Id = id, Event = name };
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) delivery = Member(ref reader, delivery);
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? delivery : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or a name in it that is no Unicode.
            return null;
        }
    }

    private static WebhookDelivery Member(ref Utf8JsonReader reader, WebhookDelivery delivery)
    {
        var name = NameOf(ref reader);
        reader.Read();
        switch (name)
        {
            case "action": return delivery with { Action = Text(ref reader) };
            case "ref": return delivery with { Ref = Text(ref reader) };
            case "after": return delivery with { Head = Text(ref reader) ?? delivery.Head };
            case "number": return delivery with { Number = Whole(ref reader) is { } number and > 0 and <= int.MaxValue ? (int)number : delivery.Number };
            case "repository": return delivery with { Repository = Inside(ref reader, "full_name").Text };
            case "installation": return delivery with { Installation = Inside(ref reader, "id").Number };
            case "comment": return delivery with { Subject = Inside(ref reader, "id").Number };
            case "issue": return Inside(ref reader, "number").Number is { } issue and > 0 and <= int.MaxValue ? delivery with { Number = (int)issue } : delivery;
            case "pull_request": return Inside(ref reader, "head", "sha").Text is { } head ? delivery with { Head = head } : delivery;
            case "sender": return delivery with { ByBot = Inside(ref reader, "type").Text == "Bot" ? true : null };
            case "merge_group": return delivery with { Head = Inside(ref reader, "head_sha").Text };
            case "check_run" or "check_suite": return Check(ref reader, delivery);
            default:
                reader.Skip();
                return delivery;
        }
    }

    private static WebhookDelivery Check(ref Utf8JsonReader reader, WebhookDelivery delivery)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return Skip(ref reader, delivery);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            if (name == "id") delivery = delivery with { Subject = Whole(ref reader) };
            else if (name == "head_sha") delivery = delivery with { Head = Text(ref reader) };
            else reader.Skip();
        }

        return delivery;
    }

    /// <summary>A member of a member; the rest is skipped. The reader ends at the end of the value it stood at.</summary>
    private static (string? Text, long? Number) Inside(ref Utf8JsonReader reader, string member, string? below = null)
    {
        (string? Text, long? Number) found = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return found;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(member);
            reader.Read();
            if (!wanted) reader.Skip();
            else if (below is not null) found = Inside(ref reader, below);
            else if (reader.TokenType == JsonTokenType.Number) found.Number = Whole(ref reader);
            else found.Text = Text(ref reader);
        }

        return found;
    }

    private static WebhookDelivery Skip(ref Utf8JsonReader reader, WebhookDelivery delivery)
    {
        reader.Skip();
        return delivery;
    }

    private static string? NameOf(ref Utf8JsonReader reader) => reader.ValueSpan.Length <= LongestText ? reader.GetString() : null;

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static long? Whole(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetInt64(out var number) ? number : null;
        reader.Skip();
        return null;
    }
}
